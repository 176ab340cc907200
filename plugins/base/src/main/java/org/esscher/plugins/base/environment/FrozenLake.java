package org.esscher.plugins.base.environment;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;

/**
 * A frozen lake with holes: a move goes where it should with probability ⅓ and to either side with
 * ⅓, or always where it should. The goal pays 1, all else 0. Actions are 0 left, 1 down, 2 right, 3
 * up; the observation is row · columns + column.
 *
 * @param size which of the two standard maps is played
 * @param slippery whether a move slips to the side with probability 2/3
 * @param discount discount γ of the environment's exact model; episodes are not discounted
 * @param limit steps after which an episode is truncated: 100 and 200 in the literature
 */
@Component(
    value = "frozen-lake",
    summary = "a slippery lake with holes between start and goal",
    paper = "maps and rules of Gymnasium's FrozenLake-v1")
public record FrozenLake(
    @Default("small") Size size,
    @Default("true") boolean slippery,
    @Default("0.99") @PositiveOrZero @DecimalMax("1") double discount,
    @Default("100") @Positive int limit)
    implements EnvironmentProvider {
  /** The standard maps. */
  public enum Size {
    /** Four by four. */
    SMALL("S...", ".H.H", "...H", "H..G"),
    /** Eight by eight. */
    LARGE(
        "S.......",
        "........",
        "...H....",
        ".....H..",
        "...H....",
        ".HH...H.",
        ".H..H.H.",
        "...H...G");

    private final String map;

    Size(String... map) {
      this.map = String.join("\n", map);
    }
  }

  @Override
  public Environment create(int copies, Context context) {
    return new FiniteEnvironment(
        new GridMap(size.map.lines().toList())
            .model(slippery ? 2.0 / 3 : 0, cell -> cell == 'G' ? 1 : 0, discount),
        copies,
        limit);
  }
}
