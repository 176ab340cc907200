package org.esscher.api.control;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Run;
import org.esscher.api.State;

/**
 * A method that remembers the last steps that it played, and learns from steps that are drawn from
 * memory. A step of the run plays some, and makes the updates that are due after them.
 */
public interface ReplayRecipe extends OnlineRecipe {
  /** What is remembered of a step, where it is there. */
  List<String> REMEMBERED =
      List.of("observation", "action", "reward", "next_observation", "terminated", "discount");

  /**
   * Steps of the environment, all copies together.
   *
   * @return at least 1
   */
  int steps();

  /**
   * Steps before the first update.
   *
   * @return at least 0
   */
  int warmup();

  /**
   * Steps that are remembered; older ones are forgotten.
   *
   * @return at least 1
   */
  int memory();

  /**
   * Steps an update.
   *
   * @return at least 1
   */
  int batch();

  /**
   * Updates a step of the environment.
   *
   * @return above 0; a fraction makes an update once in several steps
   */
  double updatesPerStep();

  /**
   * Plays the next steps.
   *
   * @param run the run
   * @param played how many there were before
   * @return the steps, with the columns of {@link #REMEMBERED}
   */
  Batch play(Run run, double played);

  /**
   * Learns from some steps.
   *
   * @param run the run
   * @param steps drawn from memory, {@link #batch} of them
   * @param number counts updates from 1
   */
  void update(Run run, Batch steps, long number);

  @Override
  default String unit() {
    return "steps";
  }

  @Override
  default int end() {
    return steps();
  }

  @Override
  default State step(State state, Run run) {
    double before = count(state);
    Batch played = play(run, before);
    Map<String, Column> kept = new LinkedHashMap<>();
    REMEMBERED.stream().filter(played::has).forEach(name -> kept.put(name, played.column(name)));
    run.append("replay", run.context().columns().batch(kept), memory());
    double now = before + played.rows();
    double updates = state.number("updates", 0);
    double due = Math.floor(Math.max(0, now - warmup()) * updatesPerStep());
    for (; updates < due; updates++) {
      update(run, run.draw(run.data("replay"), batch()), (long) updates + 1);
    }
    test(run, before, now, Map.of(unit(), now, "updates", updates));
    return state.with(unit(), now).with("updates", updates);
  }
}
