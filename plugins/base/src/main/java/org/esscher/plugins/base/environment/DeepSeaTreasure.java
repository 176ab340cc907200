package org.esscher.plugins.base.environment;

import jakarta.validation.constraints.Positive;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.Space;
import org.esscher.api.State;

/**
 * A submarine between treasures and time: the deeper a treasure, the larger. Ten columns, each with
 * a treasure on the sea bed; actions are 0 left, 1 down, 2 right, 3 up, and a move out of the water
 * stays. The observation is (row, column), from (0, 0); {@code rewards} is (treasure, −1). A
 * treasure ends the episode; the one in column c is reached in c + depth steps, (1, 3, 5, 7, 8, 9,
 * 13, 14, 17, 19).
 *
 * @param front values of the treasures: on the concave front weighted sums find only the outermost
 *     ones, on the convex one all
 * @param limit steps after which an episode is truncated (cut off, not terminated)
 */
@Component(
    value = "deep-sea-treasure",
    summary = "two rewards: a treasure, and the time that it takes",
    paper =
        "Vamplew et al. 2011 (concave); treasures of Yang, Sun and Narasimhan 2019, arXiv"
            + " 1908.08342 (convex)")
public record DeepSeaTreasure(@Default("concave") Front front, @Default("100") @Positive int limit)
    implements EnvironmentProvider {
  private static final int[] DEPTHS = {1, 2, 3, 4, 4, 4, 7, 7, 9, 10};
  private static final double[] CONCAVE = {1, 2, 3, 5, 8, 16, 24, 50, 74, 124};
  private static final double[] CONVEX = {0.7, 8.2, 11.5, 14.0, 15.1, 16.1, 19.6, 20.3, 22.4, 23.7};

  /** The treasures. */
  public enum Front {
    /** 1 to 124. */
    CONCAVE,
    /** 0.7 to 23.7. */
    CONVEX
  }

  private double treasure(int column) {
    return front == Front.CONCAVE ? CONCAVE[column] : CONVEX[column];
  }

  @Override
  public Environment create(int copies, Context context) {
    return new Submarines(copies, this);
  }

  private static final class Submarines implements Environment {
    private static final int[][] MOVES = {{0, -1}, {1, 0}, {0, 1}, {-1, 0}};

    private final DeepSeaTreasure sea;
    private final int[] rows;
    private final int[] columns;
    private final int[] steps;

    Submarines(int copies, DeepSeaTreasure sea) {
      this.sea = sea;
      this.rows = new int[copies];
      this.columns = new int[copies];
      this.steps = new int[copies];
    }

    @Override
    public int copies() {
      return rows.length;
    }

    @Override
    public Optional<Space> actionSpace(String player) {
      return Optional.of(new Space.Discrete(MOVES.length));
    }

    @Override
    public Optional<Space> observationSpace() {
      return Optional.of(new Space.Box(List.of(0.0, 0.0), List.of(10.0, 9.0)));
    }

    @Override
    public void reset(int[] copies, Context context) {
      for (int copy : copies) {
        rows[copy] = 0;
        columns[copy] = 0;
        steps[copy] = 0;
      }
    }

    @Override
    public Batch observe(Context context) {
      return context.columns().batch(Map.of("observation", shown(context.columns())));
    }

    private Column shown(Columns made) {
      double[] shown = new double[2 * copies()];
      for (int copy = 0; copy < copies(); copy++) {
        shown[2 * copy] = rows[copy];
        shown[2 * copy + 1] = columns[copy];
      }
      return made.vectors(2, shown);
    }

    @Override
    public Batch step(Batch batch, Context context) {
      Actions actions = Actions.numbered(batch, MOVES.length);
      double[] rewards = new double[2 * copies()];
      boolean[] terminated = new boolean[copies()];
      boolean[] truncated = new boolean[copies()];
      for (int copy = 0; copy < copies(); copy++) {
        move(copy, MOVES[actions.number(copy)]);
        steps[copy]++;
        terminated[copy] = rows[copy] == DEPTHS[columns[copy]];
        truncated[copy] = !terminated[copy] && steps[copy] >= sea.limit();
        rewards[2 * copy] = terminated[copy] ? sea.treasure(columns[copy]) : 0;
        rewards[2 * copy + 1] = -1;
      }
      Columns made = context.columns();
      Map<String, Column> answer = new LinkedHashMap<>();
      answer.put("rewards", made.vectors(2, rewards));
      answer.put("next_observation", shown(made));
      answer.put("terminated", made.booleans(terminated));
      answer.put("truncated", made.booleans(truncated));
      return made.batch(answer);
    }

    private void move(int copy, int[] move) {
      int row = rows[copy] + move[0];
      int column = columns[copy] + move[1];
      if (row >= 0 && column >= 0 && column < DEPTHS.length && row <= DEPTHS[column]) {
        rows[copy] = row;
        columns[copy] = column;
      }
    }

    @Override
    public State save() {
      return State.empty()
          .with("rows", Arrays.stream(rows).asDoubleStream().toArray())
          .with("columns", Arrays.stream(columns).asDoubleStream().toArray())
          .with("steps", Arrays.stream(steps).asDoubleStream().toArray());
    }

    @Override
    public void restore(State saved) {
      double[] atRow = saved.get("rows");
      double[] atColumn = saved.get("columns");
      double[] taken = saved.get("steps");
      Arrays.setAll(rows, copy -> (int) atRow[copy]);
      Arrays.setAll(columns, copy -> (int) atColumn[copy]);
      Arrays.setAll(steps, copy -> (int) taken[copy]);
    }
  }
}
