package org.esscher.plugins.base.environment;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.esscher.api.EsscherException;
import org.esscher.plugins.base.environment.FiniteModel.Transition;

/**
 * A map of cells: S a start, G a goal, H a hole, C a cliff, # a wall, . free. Goals and holes end
 * the episode; a cliff sends back to the start. Actions are 0 left, 1 down, 2 right, 3 up; a move
 * into a wall or off the map stays. A state is row · columns + column.
 */
final class GridMap {
  private static final int[][] MOVES = {{0, -1}, {1, 0}, {0, 1}, {-1, 0}};
  private static final String KNOWN = "SGHC#.";

  private final List<String> rows;
  private final int columns;
  private final List<Integer> starts = new ArrayList<>();

  GridMap(List<String> rows) {
    this.rows = List.copyOf(rows);
    this.columns = rows.isEmpty() ? 0 : rows.get(0).length();
    for (int row = 0; row < rows.size(); row++) {
      String line = rows.get(row);
      if (line.length() != columns) {
        throw EsscherException.user(
            "row %d of the map has %d cells, row 0 has %d; make all rows equally long",
            row, line.length(), columns);
      }
      for (int column = 0; column < columns; column++) {
        if (KNOWN.indexOf(line.charAt(column)) < 0) {
          throw EsscherException.user(
              "row %d of the map holds '%s' at %d; cells are S G H C # and .",
              row, line.charAt(column), column);
        }
        if (line.charAt(column) == 'S') {
          starts.add(row * columns + column);
        }
      }
    }
    if (starts.isEmpty()) {
      throw EsscherException.user("the map has no start: write S in a cell");
    }
  }

  private char cell(int state) {
    return rows.get(state / columns).charAt(state % columns);
  }

  private int moved(int state, int action) {
    int row = state / columns + MOVES[action][0];
    int column = state % columns + MOVES[action][1];
    boolean inside = row >= 0 && row < rows.size() && column >= 0 && column < columns;
    return inside && rows.get(row).charAt(column) != '#' ? row * columns + column : state;
  }

  /**
   * The process on this map.
   *
   * @param slip probability that a move slips to the side, half of it to either side
   * @param pays what entering a cell pays, by its letter
   * @param discount γ
   */
  FiniteModel model(double slip, ToDoubleFunction<Character> pays, double discount) {
    int states = rows.size() * columns;
    double[] initial = new double[states];
    starts.forEach(start -> initial[start] = 1.0 / starts.size());
    List<List<Transition>> transitions = new ArrayList<>();
    for (int state = 0; state < states; state++) {
      for (int action = 0; action < MOVES.length; action++) {
        List<Transition> list = new ArrayList<>();
        for (int aside = -1; aside <= 1; aside++) {
          double probability = aside == 0 ? 1 - slip : slip / 2;
          if (probability > 0) {
            int direction = (action + aside + MOVES.length) % MOVES.length;
            list.add(entered(moved(state, direction), probability, pays));
          }
        }
        transitions.add(list);
      }
    }
    return new FiniteModel(initial, MOVES.length, discount, transitions);
  }

  private Transition entered(int next, double probability, ToDoubleFunction<Character> pays) {
    char cell = cell(next);
    int stands = cell == 'C' ? starts.get(0) : next;
    return new Transition(
        probability, stands, pays.applyAsDouble(cell), cell == 'G' || cell == 'H');
  }
}
