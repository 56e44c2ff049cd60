"""The pages of notices and objections, for offices and for everybody."""
