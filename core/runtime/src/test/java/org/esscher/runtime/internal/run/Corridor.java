package org.esscher.runtime.internal.run;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EsscherException;
import org.esscher.api.State;

/**
 * A corridor whose end is reached step by step: each action 1 of a player is a step forward, unless
 * the floor is slippery, and the first player's reward is 1 at the end.
 *
 * @param length steps to the end
 * @param players who acts
 */
@Component("test-corridor")
public record Corridor(@Default("3") int length, @Default("[walker]") List<String> players)
    implements EnvironmentProvider {
  public Corridor {
    players = List.copyOf(players);
  }

  @Override
  public Environment create(int copies, Context context) {
    return new Walk(copies);
  }

  /** Fails where a caller breaks the contract. */
  final class Walk implements Environment {
    private final int copies;
    private double[] place;
    private double slip;
    private boolean closed;

    Walk(int copies) {
      this.copies = copies;
      place = IntStream.range(0, copies).mapToDouble(copy -> length).toArray();
    }

    boolean closed() {
      return closed;
    }

    @Override
    public int copies() {
      return copies;
    }

    @Override
    public List<String> players() {
      return players;
    }

    @Override
    public void reset(int[] ended, Context context) {
      for (int copy : ended) {
        place[copy] = 0;
      }
    }

    @Override
    public Batch observe(Context context) {
      return seen("", context);
    }

    private Batch seen(String prefix, Context context) {
      Map<String, Column> columns = new LinkedHashMap<>();
      if (players.size() > 1) {
        columns.put(
            "player",
            context.columns().texts(rows().mapToObj(row -> players.get(player(row))).toList()));
      }
      columns.put(
          prefix + "observation",
          context.columns().numbers(rows().mapToDouble(row -> place[copy(row)]).toArray()));
      return context.columns().batch(columns);
    }

    private IntStream rows() {
      return IntStream.range(0, copies * players.size());
    }

    private int copy(int row) {
      return row / players.size();
    }

    private int player(int row) {
      return row % players.size();
    }

    @Override
    public Batch step(Batch actions, Context context) {
      for (int copy = 0; copy < copies; copy++) {
        if (place[copy] >= length) {
          throw new AssertionError("copy " + copy + " was not reset");
        }
      }
      Column action = actions.column("action");
      rows()
          .forEach(
              row -> {
                if (action.at(row) == 1 && context.random().nextDouble() >= slip) {
                  place[copy(row)] = Math.min(length, place[copy(row)] + 1);
                }
              });
      double[] reward =
          rows()
              .mapToDouble(row -> place[copy(row)] == length && player(row) == 0 ? 1 : 0)
              .toArray();
      boolean[] ended = new boolean[reward.length];
      rows().forEach(row -> ended[row] = place[copy(row)] == length);
      return seen("next_", context)
          .with("reward", context.columns().numbers(reward))
          .with("terminated", context.columns().booleans(ended))
          .with("truncated", context.columns().booleans(new boolean[reward.length]));
    }

    @Override
    public State save() {
      return State.empty().with("place", place).with("slip", slip);
    }

    @Override
    public void restore(State saved) {
      place = saved.get("place");
      slip = saved.get("slip")[0];
    }

    @Override
    public void perturb(Map<String, Double> knobs) {
      if (!knobs.keySet().equals(java.util.Set.of("slip"))) {
        throw EsscherException.user("a corridor has the knob slip, not %s", knobs.keySet());
      }
      slip = java.util.Objects.requireNonNull(knobs.get("slip"));
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
