package org.esscher.runtime.internal.run;

import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.ModelProvider;
import org.esscher.api.Recipe;
import org.esscher.api.Run;
import org.esscher.api.Stage;
import org.esscher.api.State;
import org.esscher.runtime.internal.optim.Sgd;

/**
 * Four steps, of which the third goes wrong.
 *
 * @param fault how
 */
@Component("test-faulty")
public record Faulty(Fault fault) implements Recipe {
  /** What goes wrong. */
  public enum Fault {
    /** Nothing. */
    NONE,
    /** A loss is infinite. */
    LOSS,
    /** A step leads to infinity. */
    RATE,
    /** A metric is not a number. */
    METRIC,
    /** The recipe throws. */
    EXCEPTION,
    /** The progress is not a number. */
    PROGRESS,
    /** A child run goes wrong. */
    CHILD
  }

  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of("line", new Line());
  }

  @Override
  public State step(State state, Run run) {
    double step = state.number("step", 0) + 1;
    Batch rows = run.next(run.data("data"), 5);
    boolean now = step == 3;
    if (now && fault == Fault.LOSS) {
      rows = rows.with("y", run.context().columns().numbers(1e200, 1, 1, 1, 1));
    }
    double rate = now && fault == Fault.RATE ? Double.MAX_VALUE : 0.1;
    run.train(Stage.of("fit", new SquaredError("line"), new Sgd(rate)), Map.of("rows", rows));
    run.metric("step", now && fault == Fault.METRIC ? Double.NaN : step);
    if (now && fault == Fault.EXCEPTION) {
      throw new IllegalStateException("out of luck");
    }
    if (now && fault == Fault.CHILD) {
      Run.ChildRun child = run.run("unlucky", new Faulty(Fault.EXCEPTION), 1);
      run.metric("child_step", child.metrics().getOrDefault("step", -1.0));
      run.row("children", Map.of("succeeded", child.succeeded(), "failure", child.failure()));
    }
    return state.with("step", step);
  }

  @Override
  public double progress(State state) {
    double step = state.number("step", 0);
    return step == 3 && fault == Fault.PROGRESS ? Double.NaN : step / 4;
  }
}
