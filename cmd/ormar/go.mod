module github.com/ormar-go/ormar/cmd/ormar

go 1.26.8

