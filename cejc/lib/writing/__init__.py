"""What is written: names and their pinyin, dates, numbers of persons
and units, pasted text. Start at `text`."""
