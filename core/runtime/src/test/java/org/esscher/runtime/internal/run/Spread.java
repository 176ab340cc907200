package org.esscher.runtime.internal.run;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Batch;
import org.esscher.api.Component;
import org.esscher.api.Default;
import org.esscher.api.Estimate;
import org.esscher.api.Expr;
import org.esscher.api.Inputs;
import org.esscher.api.Level;
import org.esscher.api.Loss;
import org.esscher.api.Losses;
import org.esscher.api.ModelProvider;
import org.esscher.api.Objective;
import org.esscher.api.Optimizer;
import org.esscher.api.Recipe;
import org.esscher.api.Run;
import org.esscher.api.Slot;
import org.esscher.api.Stage;
import org.esscher.api.State;
import org.esscher.api.Statistic;
import org.esscher.api.Update;

/**
 * Trains on all rows at once, on parts of them and on a few, with everything in a loss that looks
 * beyond a row: groups, tokens, means and spreads of all rows, extremes, a model of one value, a
 * snapshot, a state.
 *
 * @param steps how many
 */
@Component("test-spread")
public record Spread(@Default("2") int steps) implements Recipe {
  @Override
  public Map<String, ModelProvider> roles() {
    return Map.of("line", new Line(), "scale", new Line());
  }

  @Override
  public State start(Run run) {
    run.save("line", "start");
    return State.empty().with("step", 0);
  }

  @Override
  public State step(State state, Run run) {
    double step = state.get("step")[0] + 1;
    Optimizer adam = run.context().component(Optimizer.class, "adam", Map.of("rate", 0.1));
    Objective loss = this::losses;
    Batch all = run.data("data").batch();
    run.train(Stage.of("all", loss, adam), Map.of("rows", all));
    run.train(Stage.of("some", loss, adam), Map.of("rows", run.next(run.data("data"), 9000)));
    run.train(Stage.of("few", loss, adam), Map.of("rows", run.next(run.data("data"), 50)));
    Statistic statistic = this::quantities;
    Estimate found = run.estimate(statistic, Map.of("rows", all));
    found
        .statistics()
        .forEach(
            (name, quantity) -> {
              run.metric(name, quantity.value());
              run.metric(name + "_error", quantity.standardError());
            });
    return State.empty().with("step", step);
  }

  Losses losses(Inputs in) {
    Slot rows = in.slot("rows").groupedBy("group_id");
    Expr value = rows.output("line", "value", Level.ROW);
    Expr error = value.minus(rows.column("y", Level.ROW));
    Expr before = rows.output("line@start", "value", Level.ROW);
    Expr noise = rows.column("noise", Level.TOKEN).tanh().sum(Level.ROW);
    Expr mean = error.mean(Level.BATCH);
    Expr standardized = error.minus(mean).over(error.populationStd(Level.BATCH).plus(0.1));
    Expr inGroup = standardized.minus(standardized.mean(Level.GROUP)).square();
    Expr far = error.abs().maximum(Level.BATCH).minus(error.minimum(Level.BATCH));
    Expr scale = rows.output("scale", "value", Level.BATCH).softplus();
    Expr squares = error.square().plus(noise.times(value).times(0.01)).mean(Level.BATCH);
    Expr seen = in.state("seen", 0);
    return Losses.of(
            Loss.exact(
                "squares",
                "line",
                squares.plus(inGroup.mean(Level.BATCH).times(0.1)).plus(far.times(0.01))),
            Loss.exact("close", "line", value.minus(before).square().mean(Level.BATCH)),
            Loss.exact(
                "scale",
                "scale",
                error.square().stop().over(scale).plus(scale.log()).mean(Level.BATCH)))
        .combine(
            "line",
            gradients ->
                Objects.requireNonNull(gradients.get("squares"))
                    .plus(Objects.requireNonNull(gradients.get("close")).times(0.001)))
        .metric("far", far)
        .metric("seen", seen)
        .require(scale.greaterThan(0), "a scale above 0")
        .update(Update.sum(seen, rows.weight().sum(Level.BATCH)));
  }

  private Map<String, Expr> quantities(Inputs in) {
    Slot rows = in.slot("rows").groupedBy("group_id");
    Expr error = rows.output("line", "value", Level.ROW).minus(rows.column("y", Level.ROW));
    Map<String, Expr> quantities = new LinkedHashMap<>();
    quantities.put("bias", error.mean(Level.BATCH));
    quantities.put("between", error.mean(Level.GROUP).square().mean(Level.BATCH));
    return quantities;
  }

  @Override
  public double progress(State state) {
    return state.get("step")[0] / steps;
  }
}
