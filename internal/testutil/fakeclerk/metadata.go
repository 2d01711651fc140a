package fakeclerk

import (
	"encoding/json"
	"maps"
)

// metadataParams is a change of metadata; empty parts stay as they are.
type metadataParams struct {
	PublicMetadata  json.RawMessage `json:"public_metadata"`
	PrivateMetadata json.RawMessage `json:"private_metadata"`
	UnsafeMetadata  json.RawMessage `json:"unsafe_metadata"`
}

// metadataTarget points to a resource's metadata. Organizations have no unsafe one.
type metadataTarget struct {
	public, private, unsafe *json.RawMessage
}

func (u *user) metadata() metadataTarget {
	return metadataTarget{&u.publicMetadata, &u.privateMetadata, &u.unsafeMetadata}
}

func (o *organization) metadata() metadataTarget {
	return metadataTarget{&o.publicMetadata, &o.privateMetadata, new(json.RawMessage)}
}

func (p metadataParams) replace(t metadataTarget) {
	p.each(t, func(_, change json.RawMessage) json.RawMessage { return change })
}

// merge changes single keys, at any depth; null removes one.
func (p metadataParams) merge(t metadataTarget) { p.each(t, mergeMetadata) }

func (p metadataParams) each(t metadataTarget, combine func(current, change json.RawMessage) json.RawMessage) {
	for target, change := range map[*json.RawMessage]json.RawMessage{
		t.public: p.PublicMetadata, t.private: p.PrivateMetadata, t.unsafe: p.UnsafeMetadata,
	} {
		if len(change) > 0 {
			*target = combine(metadata(*target), change)
		}
	}
}

func mergeMetadata(current, change json.RawMessage) json.RawMessage {
	var a, b map[string]json.RawMessage
	if json.Unmarshal(current, &a) != nil || json.Unmarshal(change, &b) != nil || a == nil {
		return change // one of them is not an object
	}
	for key, value := range b {
		if old, ok := a[key]; ok {
			b[key] = mergeMetadata(old, value)
		}
	}
	maps.Copy(a, b)
	maps.DeleteFunc(a, func(_ string, value json.RawMessage) bool { return string(value) == "null" })
	merged, err := json.Marshal(a)
	if err != nil {
		return change
	}
	return merged
}

// metadata is never null in Clerk's objects.
func metadata(raw json.RawMessage) json.RawMessage {
	if len(raw) == 0 {
		return json.RawMessage("{}")
	}
	return raw
}
