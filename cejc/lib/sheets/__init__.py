"""Lists as somebody else's workbook holds them: which columns there are, what a cell says.

`book` opens any workbook, `layout` finds sheet and headings and asks what cannot be told, `columns` says what
a list is made of, `readers` and `days` read cells, `reading` puts it all together; `marked` gives a workbook
back with what is wrong.
"""
