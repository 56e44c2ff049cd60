"""The data that a notice became, beside the words of its clauses: what stands beside which clause, what each
datum says in plain words, and what of it is otherwise than in the base."""

from credits.engine.data.beside import Beside, Stand, beside
from credits.engine.data.homes import anchor, home, home_in
from credits.engine.data.parts import Datum, Row, data_of

__all__ = ["Beside", "Datum", "Row", "Stand", "anchor", "beside", "data_of", "home", "home_in"]
