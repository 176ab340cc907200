package org.esscher.plugins.base.environment;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.List;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;

/**
 * A map of cells on which one moves left (action 0), down (1), right (2) and up (3). The
 * observation is row · columns + column.
 *
 * @param map rows of cells: S is a start, G a goal and H a hole, which end the episode, C a cliff,
 *     which sends back to the first start, # a wall, . free
 * @param slip probability that a move slips to the side, half of it to either side
 * @param step what a step pays, wherever it leads
 * @param goal what reaching a goal pays in addition to the step
 * @param hole what falling into a hole pays in addition to the step
 * @param cliff what stepping off a cliff pays in addition to the step
 * @param discount discount γ of the environment's exact model; episodes are not discounted
 * @param limit steps after which an episode is truncated (cut off, not terminated)
 */
@Component(value = "grid-world", summary = "a map of cells with walls, holes, cliffs and goals")
public record GridWorld(
    @Default("[S..., .#.H, ...G]") List<String> map,
    @Default("0") @PositiveOrZero @DecimalMax("1") double slip,
    @Default("-0.04") double step,
    @Default("1") double goal,
    @Default("-1") double hole,
    @Default("-1") double cliff,
    @Default("0.99") @PositiveOrZero @DecimalMax("1") double discount,
    @Default("100") @Positive int limit)
    implements EnvironmentProvider {
  /**
   * Copies and checks.
   *
   * @param map as for the record
   * @param slip as for the record
   * @param step as for the record
   * @param goal as for the record
   * @param hole as for the record
   * @param cliff as for the record
   * @param discount as for the record
   * @param limit as for the record
   */
  public GridWorld {
    map = List.copyOf(map);
    new GridMap(map).model(slip, cell -> 0, discount);
  }

  private double pays(char cell) {
    return switch (cell) {
      case 'G' -> step + goal;
      case 'H' -> step + hole;
      case 'C' -> step + cliff;
      default -> step;
    };
  }

  @Override
  public Environment create(int copies, Context context) {
    return new FiniteEnvironment(new GridMap(map).model(slip, this::pays, discount), copies, limit);
  }
}
