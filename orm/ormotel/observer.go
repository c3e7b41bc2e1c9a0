package ormotel

import (
	"context"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/semconv/v1.43.0/dbconv"
	"go.opentelemetry.io/otel/trace"

	"github.com/ormar-go/ormar/orm"
)

// scope is the name of the instrumentation.
const scope = "github.com/ormar-go/ormar/orm/ormotel"

// Observer makes spans and measurements of statements. Make it with New; it is safe for concurrent use, and one may serve
// several databases.
type Observer struct {
	tracer     trace.Tracer
	durations  dbconv.ClientOperationDuration
	attributes []attribute.KeyValue
}

var _ orm.Observer = (*Observer)(nil)

// New makes an observer for orm.WithObserver. Without options it takes the global tracer and meter providers, those of the moment
// in which it is called or, as OpenTelemetry has it, those that are set later for the first time. What the meter provider refuses
// goes to otel.Handle, and there are spans without measurements then.
func New(opts ...Option) *Observer {
	s := settings{tracers: otel.GetTracerProvider(), meters: otel.GetMeterProvider()}
	for _, o := range opts {
		if o.apply != nil {
			o.apply(&s)
		}
	}
	o := &Observer{attributes: s.attributes}
	o.tracer = s.tracers.Tracer(scope, trace.WithSchemaURL(semconv.SchemaURL))
	var err error
	o.durations, err = dbconv.NewClientOperationDuration(s.meters.Meter(scope, metric.WithSchemaURL(semconv.SchemaURL)),
		metric.WithExplicitBucketBoundaries(0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10)) // as the conventions say
	if err != nil {
		otel.Handle(err)
	}
	return o
}

// key finds the span of one observer, since others may put spans of their own into the context.
type key struct{ of *Observer }

// Before starts the span.
func (o *Observer) Before(ctx context.Context, s *orm.Statement) context.Context {
	started, span := o.tracer.Start(ctx, summary(s), trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(o.known(s)...))
	if span.IsRecording() {
		span.SetAttributes(details(s)...)
	}
	return context.WithValue(started, key{o}, span)
}

// After ends the span and measures the statement.
func (o *Observer) After(ctx context.Context, s *orm.Statement) {
	known := o.known(s)
	if s.Err != nil {
		known = append(known, errorType(s.Err))
	}
	o.durations.Float64Histogram.Record(ctx, s.Duration.Seconds(), metric.WithAttributes(known...))
	span, ok := ctx.Value(key{o}).(trace.Span)
	if !ok {
		return
	}
	defer span.End()
	switch {
	case !span.IsRecording():
	case s.Err != nil:
		span.SetAttributes(errorType(s.Err))
		if code := statusCode(s.Err); code != "" {
			span.SetAttributes(semconv.DBResponseStatusCode(code))
		}
		span.SetStatus(codes.Error, s.Err.Error())
	case reads(s):
		span.SetAttributes(semconv.DBResponseReturnedRows(int(s.Rows)))
	}
}

// known are the attributes that samplers and the histogram get: few, and of few values.
func (o *Observer) known(s *orm.Statement) []attribute.KeyValue {
	out := make([]attribute.KeyValue, 0, len(o.attributes)+4)
	out = append(append(out, o.attributes...), system(s.Dialect))
	if name := operation(s); name != "" {
		out = append(out, semconv.DBOperationName(name))
	}
	if s.Table != "" {
		out = append(out, semconv.DBCollectionName(s.Table))
	}
	return out
}
