package org.esscher.plugins.goalconditionedrm;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.esscher.api.Batch;
import org.esscher.api.Context;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Gradient;
import org.esscher.api.Model;
import org.esscher.api.ParameterView;
import org.esscher.api.RewardModel;
import org.esscher.api.State;
import org.esscher.api.Vector;
import org.esscher.api.Vectored;

/**
 * The model of {@link GoalConditionedRm}, which owns the backbone. Its parameters are the
 * backbone's, then the head, then the goal.
 */
final class GoalRewardModel implements RewardModel, Vectored, ParameterView {
  static final String GOAL = "goal";

  private final Model backbone;
  private final int leading;
  private double[] own;

  GoalRewardModel(Model backbone, int leading, double[] own) {
    this.backbone = backbone;
    this.leading = leading;
    this.own = own;
  }

  @Override
  public Set<String> inputs() {
    return backbone.inputs();
  }

  @Override
  public Optional<String> groupedBy(Set<String> columns) {
    return backbone.groupedBy(columns);
  }

  @Override
  public Set<String> outputs() {
    return GoalForward.OUTPUTS;
  }

  @Override
  public Forward forward(Batch batch, Set<String> outputs, Context context) {
    if (!outputs().containsAll(outputs)) {
      throw EsscherException.user(
          "'goal-conditioned-rm' computes %s, but %s was asked for", outputs(), outputs);
    }
    boolean compares = outputs.contains("q") || outputs.contains("goal_similarity");
    double[] goal = Arrays.copyOfRange(own, own.length / 2, own.length);
    if (compares && Arrays.stream(goal).allMatch(component -> component == 0)) {
      throw EsscherException.user(
          "'goal-conditioned-rm' has no goal to compare states with; assign the array 'goal' of its"
              + " parameters, as the recipe goal-conditioned-rm does after training");
    }
    double[] head = Arrays.copyOf(own, own.length / 2);
    Forward states = backbone.forward(batch, Set.of("hidden"), context);
    try {
      return new GoalForward(states, leading, head, goal, context.columns());
    } catch (RuntimeException e) {
      states.close();
      throw e;
    }
  }

  private Vectored parametric() {
    return backbone
        .as(Vectored.class)
        .orElseThrow(() -> EsscherException.plugin("the backbone lost its parameters"));
  }

  @Override
  public Vector parameters() {
    double[] first = parametric().parameters().toArray();
    double[] all = Arrays.copyOf(first, first.length + own.length);
    System.arraycopy(own, 0, all, first.length, own.length);
    return Vector.of(all);
  }

  @Override
  public void assign(Vector changed) {
    double[] all = changed.toArray();
    int first = all.length - own.length;
    for (double parameter : all) {
      if (!Double.isFinite(parameter)) {
        throw EsscherException.plugin("a parameter would become %s; they are finite", parameter);
      }
    }
    if (first != parametric().parameters().size()) {
      throw EsscherException.plugin(
          "'goal-conditioned-rm' has %d parameters, got %d",
          parametric().parameters().size() + own.length, all.length);
    }
    parametric().assign(Vector.of(Arrays.copyOf(all, first)));
    own = Arrays.copyOfRange(all, first, all.length);
  }

  @Override
  public Vector vector(Gradient gradient) {
    if (!(gradient instanceof GoalGradient given)) {
      throw EsscherException.plugin("a gradient of this model is needed, got %s", gradient);
    }
    double[] first = parametric().vector(given.backbone()).toArray();
    double[] all = Arrays.copyOf(first, first.length + own.length);
    System.arraycopy(given.own().toArray(), 0, all, first.length, own.length);
    return Vector.of(all);
  }

  @Override
  public Map<String, int[]> shapes() {
    Map<String, int[]> shapes = new LinkedHashMap<>();
    Optional<ParameterView> named = backbone.as(ParameterView.class);
    if (named.isPresent()) {
      named.get().shapes().forEach((name, shape) -> shapes.put("backbone/" + name, shape));
    } else {
      shapes.put("backbone", new int[] {parametric().parameters().size()});
    }
    shapes.put("head", new int[] {own.length / 2});
    shapes.put(GOAL, new int[] {own.length / 2});
    return shapes;
  }

  @Override
  public Vector afterStep(Vector stepped) {
    Optional<ParameterView> named = backbone.as(ParameterView.class);
    if (named.isEmpty()) {
      return stepped;
    }
    double[] all = stepped.toArray();
    int first = all.length - own.length;
    double[] changed = named.get().afterStep(Vector.of(Arrays.copyOf(all, first))).toArray();
    System.arraycopy(changed, 0, all, 0, first);
    return Vector.of(all);
  }

  /** Sets the goal and leaves the rest. */
  static void assignGoal(Model model, double[] goal) {
    Vectored vectored =
        model
            .as(Vectored.class)
            .orElseThrow(
                () ->
                    EsscherException.user("a goal is an array of parameters; %s has none", model));
    int[] shape =
        model.as(ParameterView.class).map(view -> view.shapes().get(GOAL)).orElse(new int[0]);
    if (shape == null || shape.length != 1 || shape[0] != goal.length) {
      throw EsscherException.user(
          "the reward needs an array 'goal' of %d parameters; choose goal-conditioned-rm",
          goal.length);
    }
    double[] all = vectored.parameters().toArray();
    System.arraycopy(goal, 0, all, all.length - goal.length, goal.length);
    vectored.assign(Vector.of(all));
  }

  @Override
  public State save() {
    return GoalConditionedRm.saved(backbone, own);
  }

  @Override
  public void close() {
    backbone.close();
  }

  /**
   * A gradient.
   *
   * @param backbone of the backbone's parameters
   * @param own of head and goal
   */
  record GoalGradient(Gradient backbone, Vector own) implements Gradient {
    @Override
    public Gradient plus(Gradient other) {
      if (!(other instanceof GoalGradient same)) {
        throw EsscherException.plugin("a gradient of the same model is needed, got %s", other);
      }
      return new GoalGradient(backbone.plus(same.backbone), own.plus(same.own));
    }
  }
}
