package org.esscher.plugins.submodularrl;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.List;
import java.util.stream.IntStream;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EsscherException;

/**
 * A grid whose cells are to be seen. An episode starts in the center and has a fixed number of
 * moves: stay, left, right, up, down, 0 to 4 in {@code action}; moves off the grid stay. From a
 * cell those within a distance of steps are seen (a plus at radius 1).
 *
 * <p>Shows {@code state_id}, the cell from 0 row by row; {@code observation}, step · cells +
 * state_id, a number of the state at its time; {@code cells}, what is seen from it; {@code items},
 * its own number, for functions that collect; and with {@code history} {@code features}, indicators
 * of the cells seen so far and of the own cell, and the share of moves made. {@code reward} is the
 * weight of the cells that a move sees first: those that the start sees pay nothing.
 *
 * @param width width of the grid, in cells
 * @param height height of the grid, in cells
 * @param horizon moves in an episode
 * @param radius how far one sees from a cell, in moves
 * @param weights weights of the cells, non-negative; none for 1 each
 * @param history whether past cells are shown as features
 */
@Component(
    value = "subrl-grid",
    summary = "a grid to explore, rewarded by the cells newly seen",
    paper = "Prajapat et al. 2023, arXiv 2307.13372")
public record SubRlGrid(
    @Default("7") @Min(1) int width,
    @Default("7") @Min(1) int height,
    @Default("12") @Min(1) int horizon,
    @Default("1") @PositiveOrZero int radius,
    @Default("[]") List<@PositiveOrZero Double> weights,
    @Default("false") boolean history)
    implements EnvironmentProvider {
  /** Moves of an episode's step. */
  static final int MOVES = 5;

  /**
   * Copies and checks.
   *
   * @param width as for the record
   * @param height as for the record
   * @param horizon as for the record
   * @param radius as for the record
   * @param weights as for the record
   * @param history as for the record
   */
  public SubRlGrid {
    weights = List.copyOf(weights);
    if (!weights.isEmpty() && weights.size() != Math.multiplyExact(width, height)) {
      throw EsscherException.user(
          "subrl-grid: %d weights for %d x %d cells; give one per cell, row by row, or none",
          weights.size(), width, height);
    }
  }

  @Override
  public Environment create(int copies, Context context) {
    return new Grid(this, copies);
  }

  int cells() {
    return width * height;
  }

  int center() {
    return height / 2 * width + width / 2;
  }

  /** Where a move leads. */
  int moved(int cell, int move) {
    int x = cell % width;
    int y = cell / width;
    return switch (move) {
      case 1 -> x > 0 ? cell - 1 : cell;
      case 2 -> x + 1 < width ? cell + 1 : cell;
      case 3 -> y > 0 ? cell - width : cell;
      case 4 -> y + 1 < height ? cell + width : cell;
      default -> cell;
    };
  }

  /** The cells that are seen from one, in increasing order. */
  int[] seenFrom(int cell) {
    return IntStream.range(0, cells())
        .filter(
            other ->
                Math.abs(other % width - cell % width) + Math.abs(other / width - cell / width)
                    <= radius)
        .toArray();
  }

  double weight(int cell) {
    return weights.isEmpty() ? 1 : weights.get(cell);
  }
}
