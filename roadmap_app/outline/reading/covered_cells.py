"""Where the cells of a table's rows stand, if some cells span several rows or columns."""


class CoveredCells:
    """The columns of the current row of a table that cells above or to the left cover."""

    def __init__(self) -> None:
        self.column = 0  # of the next cell
        self.rows: dict[int, int] = {}  # by column: the number of rows, from this one on, in which it is covered

    def end_row(self) -> None:
        """Go to the next row. The covered columns behind the last cell of this one count down, too."""
        for column, rows in self.rows.items():
            if rows and column >= self.column:
                self.rows[column] = rows - 1
        self.column = 0

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
