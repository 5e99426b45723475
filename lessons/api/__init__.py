"""The API for programs, `/api/v1/`: routes, tokens, and errors as problem JSON (docs/api.md)."""
