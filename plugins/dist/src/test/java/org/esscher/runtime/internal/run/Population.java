package org.esscher.runtime.internal.run;

import java.util.Locale;
import java.util.Map;
import org.esscher.api.Component;
import org.esscher.api.ModelProvider;
import org.esscher.api.Recipe;
import org.esscher.api.Run;
import org.esscher.api.State;

/**
 * Runs members of a population one after the other, each as a child run of its own seed.
 *
 * @param member what each runs
 * @param members how many
 */
@Component("test-population")
public record Population(Recipe member, int members) implements Recipe {
  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of();
  }

  @Override
  public Map<String, Boolean> sources() {
    return Map.of();
  }

  @Override
  public State step(State state, Run run) {
    double next = state.number("members", 0) + 1;
    Run.ChildRun child =
        run.run(String.format(Locale.ROOT, "member-%.0f", next), member, (long) next);
    child.metrics().forEach(run::metric);
    run.metric("succeeded", child.succeeded() ? 1 : 0);
    return state.with("members", next);
  }

  @Override
  public double progress(State state) {
    return state.number("members", 0) / members;
  }
}
