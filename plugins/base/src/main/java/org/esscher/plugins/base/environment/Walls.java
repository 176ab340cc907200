package org.esscher.plugins.base.environment;

import java.util.ArrayList;
import java.util.List;
import org.esscher.api.EsscherException;

/** A map of cells 1 wide, in which points move and walls stop them. */
final class Walls {
  private static final String KNOWN = "SG#.";

  private final List<String> rows;
  private final List<double[]> starts = new ArrayList<>();
  private final List<double[]> goals = new ArrayList<>();

  Walls(List<String> rows) {
    this.rows = rows;
    for (int row = 0; row < rows.size(); row++) {
      String line = rows.get(row);
      if (line.isEmpty() || line.length() != rows.get(0).length()) {
        throw EsscherException.user(
            "row %d of the map has %d cells, row 0 has %d; equally many in each, at least one, are"
                + " needed",
            row, line.length(), rows.get(0).length());
      }
      for (int column = 0; column < line.length(); column++) {
        char cell = line.charAt(column);
        if (KNOWN.indexOf(cell) < 0) {
          throw EsscherException.user(
              "row %d of the map holds '%s' at %d; cells are S G # and .", row, cell, column);
        }
        if (cell == 'S' || cell == 'G') {
          (cell == 'S' ? starts : goals).add(new double[] {column + 0.5, row + 0.5});
        }
      }
    }
    if (starts.isEmpty() || goals.isEmpty()) {
      throw EsscherException.user(
          "the map has %d starts and %d goals: write S in a cell, and G in another",
          starts.size(), goals.size());
    }
  }

  /** The middle of one of the starts, by a number within [0, 1). */
  double[] start(double place) {
    return starts.get((int) (place * starts.size()));
  }

  /** The middle of one of the goals, by a number within [0, 1). */
  double[] goal(double place) {
    return goals.get((int) (place * goals.size()));
  }

  /**
   * Where a point comes to stand that moves by less than a cell along one axis.
   *
   * @param from its coordinate along the axis
   * @param other its other coordinate
   * @param axis 0 along a row of the map, 1 from row to row
   * @param by how far it would go
   */
  double stop(double from, double other, int axis, double by) {
    double to = from + by;
    int cell = (int) Math.floor(to);
    int row = axis == 0 ? (int) Math.floor(other) : cell;
    int column = axis == 0 ? cell : (int) Math.floor(other);
    if (cell == (int) Math.floor(from) || free(row, column)) {
      return to;
    }
    // A cell holds its lower face, not its upper one.
    return by > 0 ? Math.nextDown((double) cell) : cell + 1;
  }

  private boolean free(int row, int column) {
    return row >= 0
        && row < rows.size()
        && column >= 0
        && column < rows.get(0).length()
        && rows.get(row).charAt(column) != '#';
  }
}
