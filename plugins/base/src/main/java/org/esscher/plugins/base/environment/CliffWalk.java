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
 * Four rows of twelve cells, a cliff between start and goal in the last one. Each step pays −1, a
 * step into the cliff −100, and leads back to the start. Actions are 0 left, 1 down, 2 right, 3 up;
 * the observation is row · 12 + column.
 *
 * @param discount discount γ of the environment's exact model; episodes are not discounted
 * @param limit steps after which an episode is truncated (cut off, not terminated)
 */
@Component(
    value = "cliff-walk",
    summary = "the shortest path on a grid, along a cliff",
    paper = "Sutton and Barto, example 6.6")
public record CliffWalk(
    @Default("1") @PositiveOrZero @DecimalMax("1") double discount,
    @Default("200") @Positive int limit)
    implements EnvironmentProvider {
  private static final List<String> MAP =
      List.of("............", "............", "............", "SCCCCCCCCCCG");

  @Override
  public Environment create(int copies, Context context) {
    return new FiniteEnvironment(
        new GridMap(MAP).model(0, cell -> cell == 'C' ? -100 : -1, discount), copies, limit);
  }
}
