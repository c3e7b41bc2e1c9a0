package hooks

// Kind names an event.
type Kind string

// The events, in pairs around the write that they are about.
const (
	PreSaveKind            Kind = "pre_save"
	PostSaveKind           Kind = "post_save"
	PreUpdateKind          Kind = "pre_update"
	PostUpdateKind         Kind = "post_update"
	PreDeleteKind          Kind = "pre_delete"
	PostDeleteKind         Kind = "post_delete"
	PreRelationAddKind     Kind = "pre_relation_add"
	PostRelationAddKind    Kind = "post_relation_add"
	PreRelationRemoveKind  Kind = "pre_relation_remove"
	PostRelationRemoveKind Kind = "post_relation_remove"
	PreBulkCreateKind      Kind = "pre_bulk_create"
	PostBulkCreateKind     Kind = "post_bulk_create"
	PreBulkUpdateKind      Kind = "pre_bulk_update"
	PostBulkUpdateKind     Kind = "post_bulk_update"
	PreQueryUpdateKind     Kind = "pre_query_update"
	PostQueryUpdateKind    Kind = "post_query_update"
	PreQueryDeleteKind     Kind = "pre_query_delete"
	PostQueryDeleteKind    Kind = "post_query_delete"
)
