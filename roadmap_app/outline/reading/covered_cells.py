"""The columns of a table that cells of earlier rows, or to the left, cover."""


class CoveredCells:
    """Counts the columns of a row, and in how many rows, from this one on, each column is covered."""

    def __init__(self) -> None:
        self.column = 0  # of the next cell
        self.rows: dict[int, int] = {}  # by column

    def begin_row(self) -> None:
        """Go to the first column."""
        self.column = 0

    def end_row(self) -> None:
        """Leave the row: the columns behind its last cell are covered for one row less."""
        for column, rows in self.rows.items():
            if rows and column >= self.column:
                self.rows[column] = rows - 1

    def place(self, *, rows: int, columns: int) -> int:
        """Place a cell that covers ROWS and COLUMNS; return how many covered columns come before it."""
        before = 0
        while self.rows.get(self.column):
            self.rows[self.column] -= 1
            self.column += 1
            before += 1
        for column in range(self.column, self.column + columns):
            self.rows[column] = rows
        self.rows[self.column] -= 1
        self.column += 1
        return before
