"""What happens to papers: they get their numbers."""

from portal.documents.actions.number_books import held_book, next_number

__all__ = ["held_book", "next_number"]
