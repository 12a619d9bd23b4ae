"""Papers: what a plan's notice, booklet or statement says, each word with its page. Pure Python; nothing here asks or writes."""
