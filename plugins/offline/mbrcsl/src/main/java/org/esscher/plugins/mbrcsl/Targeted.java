package org.esscher.plugins.mbrcsl;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.Environment;
import org.esscher.api.Forward;
import org.esscher.api.Space;
import org.esscher.api.State;
import org.esscher.api.TabularModel;

/** Copies of {@link ReturnTarget}. */
final class Targeted implements Environment {
  private final ReturnTarget config;
  private final Environment inner;
  private final double[] toGo;

  Targeted(ReturnTarget config, Environment inner) {
    this.config = config;
    this.inner = inner;
    this.toGo = new double[inner.copies()];
  }

  @Override
  public int copies() {
    return inner.copies();
  }

  @Override
  public List<String> players() {
    return inner.players();
  }

  @Override
  public Optional<Space> actionSpace(String player) {
    return inner.actionSpace(player);
  }

  @Override
  public Optional<Space> observationSpace() {
    return inner.observationSpace();
  }

  @Override
  public Optional<TabularModel> tabular() {
    return inner.tabular();
  }

  @Override
  public void perturb(Map<String, Double> knobs) {
    inner.perturb(knobs);
  }

  @Override
  public void reset(int[] copies, Context context) {
    inner.reset(copies, context);
    double target = config.role().isEmpty() ? config.target() : ofRole(context);
    for (int copy : copies) {
      toGo[copy] = target;
    }
  }

  private double ofRole(Context context) {
    Batch any = inner.observe(context).take(0);
    try (Forward forward = context.role(config.role()).forward(any, Set.of("target"), context)) {
      return forward.output("target").at(0);
    }
  }

  private Column shown(Columns columns) {
    double[] scaled = toGo.clone();
    for (int copy = 0; copy < scaled.length; copy++) {
      scaled[copy] /= config.returnScale();
    }
    return columns.numbers(scaled);
  }

  @Override
  public Batch observe(Context context) {
    return inner.observe(context).with("return_to_go", shown(context.columns()));
  }

  @Override
  public Batch step(Batch actions, Context context) {
    Batch answer = inner.step(actions, context);
    Column reward = answer.column("reward");
    for (int copy = 0; copy < toGo.length; copy++) {
      toGo[copy] -= reward.at(copy);
    }
    return answer.with("next_return_to_go", shown(context.columns()));
  }

  @Override
  public State save() {
    return State.empty().with("to_go", toGo).withAll("environment", inner.save());
  }

  @Override
  public void restore(State saved) {
    System.arraycopy(saved.get("to_go"), 0, toGo, 0, toGo.length);
    inner.restore(saved.under("environment"));
  }

  @Override
  public void close() {
    inner.close();
  }
}
