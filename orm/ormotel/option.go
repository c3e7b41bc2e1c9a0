package ormotel

import (
	"slices"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"
)

// Option is a setting of an Observer.
type Option struct{ apply func(*settings) }

type settings struct {
	tracers    trace.TracerProvider
	meters     metric.MeterProvider
	attributes []attribute.KeyValue
}

// WithTracerProvider takes tracers from p instead of the global provider. A nil p changes nothing.
func WithTracerProvider(p trace.TracerProvider) Option {
	return Option{func(s *settings) {
		if p != nil {
			s.tracers = p
		}
	}}
}

// WithMeterProvider takes meters from p instead of the global provider. A nil p changes nothing.
func WithMeterProvider(p metric.MeterProvider) Option {
	return Option{func(s *settings) {
		if p != nil {
			s.meters = p
		}
	}}
}

// WithAttributes adds attributes to every span and measurement: semconv.DBNamespace("shop"), semconv.ServerAddress("db1"). They
// must be few and always the same, since each combination is a series of its own in the histogram.
func WithAttributes(attributes ...attribute.KeyValue) Option {
	attributes = slices.Clone(attributes)
	return Option{func(s *settings) { s.attributes = append(s.attributes, attributes...) }}
}
