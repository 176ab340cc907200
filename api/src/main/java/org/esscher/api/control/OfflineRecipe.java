package org.esscher.api.control;

import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Run;
import org.esscher.api.State;

/**
 * A method that learns from a log of steps, the run's {@code data}: a step of the run is an update
 * on some of its rows. Test episodes play the role {@code policy}.
 */
public interface OfflineRecipe extends ControlRecipe {
  /**
   * Numbered actions of the log.
   *
   * @return their number; 0 where actions are numbers or vectors
   */
  int actions();

  /**
   * Bound of the components of an action, where actions aren't numbered.
   *
   * @return the bound, above 0
   */
  double bound();

  /**
   * Width of each hidden layer of the networks.
   *
   * @return the widths, from input to output
   */
  List<Integer> hidden();

  /**
   * How many updates the run makes.
   *
   * @return at least 1
   */
  int updates();

  /**
   * Rows an update.
   *
   * @return at least 1
   */
  int batch();

  /**
   * Learns from some rows.
   *
   * @param run the run
   * @param rows of the log, {@link #batch} of them
   * @param number counts updates from 1
   */
  void update(Run run, Batch rows, long number);

  @Override
  default String unit() {
    return "updates";
  }

  @Override
  default int end() {
    return updates();
  }

  @Override
  default State start(Run run) {
    Batch log = run.data("data").batch();
    makeNetworks(run, Networks.of(log, actions(), bound(), hidden(), run.context()), "policy");
    return State.empty().with(unit(), 0);
  }

  @Override
  default State step(State state, Run run) {
    double number = count(state) + 1;
    update(run, run.next(run.data("data"), batch()), (long) number);
    test(run, number - 1, number, Map.of(unit(), number));
    return state.with(unit(), number);
  }
}
