package ormar_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// composed is what this test looks at of docker-compose.yml.
type composed struct {
	Services map[string]struct {
		Image       string
		Profiles    []string
		Ports       []string
		Healthcheck *struct{ Test []string }
		DependsOn   map[string]struct{ Condition string } `yaml:"depends_on"`
		Command     []string
	}
}

// Every server says when it answers, every runner waits for that, versions are named, and nothing listens on more than this machine.
func TestComposeWaitsForServers(t *testing.T) {
	text, err := os.ReadFile("docker-compose.yml")
	if err != nil {
		t.Fatal(err)
	}
	var c composed
	if err := yaml.Unmarshal(text, &c); err != nil {
		t.Fatal(err)
	}
	runners := 0
	for name, s := range c.Services {
		if !regexp.MustCompile(`:[a-z-]*v?\d+\.?\d*`).MatchString(s.Image) {
			t.Errorf("%s: the image %s has no version", name, s.Image)
		}
		for _, port := range s.Ports {
			if !strings.HasPrefix(port, "127.0.0.1:") {
				t.Errorf("%s listens at %s", name, port)
			}
		}
		if !strings.HasPrefix(s.Image, "golang:") {
			if s.Healthcheck == nil || len(s.Healthcheck.Test) < 2 {
				t.Errorf("%s does not say when it answers", name)
			}
			continue
		}
		runners++
		if len(s.DependsOn) == 0 || !strings.Contains(string(text), "docker compose run --rm "+name+" ") && !strings.Contains(string(text), "run --rm "+name+"\n") {
			t.Errorf("%s waits for nothing, or the head of the file does not say how it is run", name)
		}
		commands := strings.Join(s.Command, "\n")
		for server, on := range s.DependsOn {
			if on.Condition != "service_healthy" {
				t.Errorf("%s does not wait until %s answers", name, server)
			}
			if !strings.Contains(commands, server) {
				t.Errorf("%s starts %s and does not use it", name, server)
			}
		}
	}
	if runners < 3 {
		t.Errorf("there are %d commands", runners)
	}
}
