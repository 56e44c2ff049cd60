"""The API for platforms (OpenAPI 3.1). The same services as the pages; a
client acts for its base, for nobody else."""
