package org.esscher.api;

import java.util.List;

/**
 * A recipe whose procedure is known before it begins: a list of phases, each a number of equal
 * steps. Where control flow depends on what is found, implement {@link Recipe}.
 *
 * <p>The state's entries {@code phases/done} and {@code phases/total} count the steps.
 *
 * <p>For example some epochs of training, each judged on rows held out:
 *
 * <pre>{@code
 * public List<Phase> phases(Run run) {
 *   int steps = (training(run).rows() + rows - 1) / rows;
 *   Stage stage = new Stage("fitting", objective, Map.of("", optimizer), maxNorm, 1);
 *   Phase fit =
 *       Phase.training(stage, epochs * steps, Map.of("pairs", training(run)), rows, progress -> 1)
 *           .every(
 *               steps,
 *               (state, host, index) -> {
 *                 judge((index + 1) / steps, host);
 *                 return state;
 *               });
 *   return List.of(fit);
 * }
 * }</pre>
 */
public interface PhasedRecipe extends Recipe {
  /**
   * The phases, in order. Asked for in each step, and the same each time: what they do may depend
   * on the state, their number and their steps only on the configuration and the data.
   *
   * @param run the host
   * @return the phases
   */
  List<Phase> phases(Run run);

  @Override
  default State step(State state, Run run) {
    List<Phase> phases = phases(run);
    long total = phases.stream().mapToLong(Phase::steps).sum();
    long done = (long) state.number("phases/done", 0);
    long before = done;
    for (Phase phase : phases) {
      if (before < phase.steps()) {
        return phase
            .action()
            .step(state, run, (int) before)
            .with("phases/done", (double) done + 1)
            .with("phases/total", (double) total);
      }
      before -= phase.steps();
    }
    return state.with("phases/total", (double) done);
  }

  @Override
  default double progress(State state) {
    double done = state.number("phases/done", 0);
    double total = state.number("phases/total", Double.POSITIVE_INFINITY);
    return done >= total ? 1 : done / total;
  }
}
