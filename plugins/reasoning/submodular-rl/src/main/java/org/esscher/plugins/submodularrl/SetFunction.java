package org.esscher.plugins.submodularrl;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.RewardModel;
import org.esscher.api.State;

/**
 * A monotone submodular function F of the set of states that an episode visits, F(∅) = 0, as a
 * reward of rows that are states: {@code episode_id}, {@code step} from 0 without gaps, {@code
 * state_id}. {@code score} of a row is the gain of its state given the episode's earlier rows,
 * F(s_0) in the first, so that an episode's scores sum to F(τ). It depends on the episode's other
 * rows: a batch holds whole episodes, each in its order. It has no parameters.
 */
interface SetFunction extends RewardModel {
  /** What a row scores. */
  Mode mode();

  /** Whether a state counts anew at every step. */
  boolean timeIndexed();

  /** Columns that are read beside episode, step and state. */
  Set<String> reads();

  /** Reads a batch; each call of what it gives starts an episode. */
  Supplier<Marginals> marginals(Batch batch);

  @Override
  default Set<String> inputs() {
    Set<String> inputs = new HashSet<>(Set.of("episode_id", "step", "state_id"));
    inputs.addAll(reads());
    return Set.copyOf(inputs);
  }

  @Override
  default Optional<String> groupedBy(Set<String> columns) {
    return Optional.of("episode_id").filter(columns::contains);
  }

  @Override
  default Set<String> outputs() {
    return Set.of("score");
  }

  @Override
  default Forward forward(Batch batch, Set<String> outputs, Context context) {
    if (!outputs().containsAll(outputs)) {
      throw EsscherException.user("a set function computes %s, not %s", outputs(), outputs);
    }
    return new Gains(context.columns().numbers(new EpisodeScores(this, batch).scores()));
  }

  @Override
  default State save() {
    return State.empty();
  }

  /** A state's number, with its row and the bound in the message where it is none. */
  static int index(Column column, int element, int row, String name, int size) {
    double value = column.isText() ? Double.NaN : column.at(element);
    if (!(value >= 0 && value < size) || value != Math.rint(value)) {
      throw EsscherException.data(
          "row %d, column '%s': a whole number from 0 to %d was expected, got %s",
          row, name, size - 1, column.isMissing(element) ? "nothing" : column.text(element));
    }
    return (int) value;
  }
}
