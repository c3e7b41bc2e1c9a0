package write

import (
	"context"

	"github.com/ormar-go/ormar/internal/engine"
	"github.com/ormar-go/ormar/internal/query"
	"github.com/ormar-go/ormar/loaders"
	"github.com/ormar-go/ormar/schema"
)

// prune takes away what is related to the owners of lists and is in them no longer: links, foreign
// keys that can be NULL, and else the rows. A list that was not loaded says nothing.
func (s *graphSave) prune(ctx context.Context) error {
	for _, b := range s.graph.Lists {
		state := schema.ManyAt(b.Owner.Row, b.Side.Offset)
		if !state.Loaded {
			continue
		}
		if err := s.pruneList(ctx, b, state); err != nil {
			return err
		}
	}
	return nil
}

func (s *graphSave) pruneList(ctx context.Context, b loaders.Bond, state *schema.ManyState) error {
	key, err := engine.SideKey(b.Side, b.Owner.Row)
	if err != nil {
		return err
	}
	g := s.writer.Of(&query.Relation{Side: b.Side, Owner: b.Owner.Row, Key: key, State: state})
	there, err := s.writer.Engine.Select(ctx, g.Query())
	if err != nil {
		return err
	}
	s.before.Relation(state)
	for _, row := range there {
		if g.indexOf(state.Items, row) >= 0 {
			continue
		}
		if g.detachable() != nil {
			err = s.writer.Delete(ctx, b.Side.Target, row)
		} else {
			err = g.remove(ctx, row, object(b.Side.Target, row))
		}
		if err != nil {
			return err
		}
	}
	return nil
}
