package org.esscher.plugins.goalconditionedrm;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Vector;
import org.esscher.plugins.goalconditionedrm.States.Direction;

/** States of answers, and what head and goal make of them. */
final class GoalForward implements Forward {
  static final Set<String> OUTPUTS =
      Set.of("score", "token_score", "hidden", "q", "goal_similarity");

  private final Forward backbone;
  private final int leading;
  private final double[] head;
  private final Direction goal;
  private final Columns columns;
  private final Column raw;
  private final Column hidden;

  /** A pass of the backbone, which is handed over. */
  GoalForward(Forward backbone, int leading, double[] head, double[] goal, Columns columns) {
    this.backbone = backbone;
    this.leading = leading;
    this.head = head;
    this.goal = new Direction(goal, 0);
    this.columns = columns;
    this.raw = backbone.output("hidden");
    if (raw.width() != head.length) {
      throw EsscherException.user(
          "goal-conditioned-rm: width is %d, but the backbone's states have %d components",
          head.length, raw.width());
    }
    this.hidden = answers();
  }

  /** The states without the leading ones. */
  private Column answers() {
    int[] starts = new int[raw.rows() + 1];
    for (int row = 0; row < raw.rows(); row++) {
      int length = raw.start(row + 1) - raw.start(row) - leading;
      if (length < 1) {
        throw EsscherException.data(
            "row %d: the answer has no token, so it has no state; drop the row", row);
      }
      starts[row + 1] = starts[row] + length;
    }
    double[] all = raw.toArray();
    double[] kept = new double[starts[raw.rows()] * head.length];
    for (int row = 0; row < raw.rows(); row++) {
      int from = (raw.start(row) + leading) * head.length;
      int to = starts[row] * head.length;
      System.arraycopy(all, from, kept, to, starts[row + 1] * head.length - to);
    }
    return columns.vectorLists(head.length, starts, kept);
  }

  @Override
  public Column output(String name) {
    States states = new States("hidden", hidden);
    return switch (name) {
      case "hidden" -> hidden;
      case "score" -> columns.numbers(each(row -> tokenScore(hidden.start(row + 1) - 1)));
      case "token_score" ->
          columns.lists(
              starts(),
              IntStream.range(0, hidden.start(hidden.rows()))
                  .mapToDouble(this::tokenScore)
                  .toArray());
      case "q" -> columns.lists(starts(), similarities(states));
      case "goal_similarity" -> columns.numbers(each(row -> mean(states, row).cosine(goal)));
      default -> throw EsscherException.plugin("there is no output %s", name);
    };
  }

  private double[] each(IntToDoubleFunction ofRow) {
    return IntStream.range(0, hidden.rows()).mapToDouble(ofRow).toArray();
  }

  private int[] starts() {
    return IntStream.rangeClosed(0, hidden.rows()).map(hidden::start).toArray();
  }

  private double tokenScore(int element) {
    double sum = 0;
    for (int c = 0; c < head.length; c++) {
      sum += head[c] * hidden.at((long) element * head.length + c);
    }
    return sum;
  }

  private double[] similarities(States states) {
    double[] q = new double[hidden.start(hidden.rows())];
    for (int row = 0; row < hidden.rows(); row++) {
      for (int t = 0; t < states.length(row); t++) {
        q[hidden.start(row) + t] = states.direction(row, t).cosine(goal);
      }
    }
    return q;
  }

  private static Direction mean(States states, int row) {
    return states.direction(row, IntStream.range(0, states.length(row)).toArray());
  }

  @Override
  public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
    States states = new States("hidden", hidden);
    double[] own = new double[2 * head.length];
    cotangents.forEach((output, cotangent) -> pull(output, cotangent.toArray(), states, own));
    double[] back = new double[raw.start(raw.rows()) * head.length];
    for (int row = 0; row < raw.rows(); row++) {
      int from = hidden.start(row) * head.length;
      int to = (raw.start(row) + leading) * head.length;
      System.arraycopy(
          states.cotangents(), from, back, to, hidden.start(row + 1) * head.length - from);
    }
    Pullback pulled =
        backbone.pullback(Map.of("hidden", columns.shapedLike(raw, back)), wantedInputs);
    return new Pullback(
        new GoalRewardModel.GoalGradient(pulled.gradient(), Vector.of(own)), pulled.inputs());
  }

  /** Adds what one output's cotangents say of states, head and goal. */
  private void pull(String output, double[] given, States states, double[] own) {
    for (int row = 0; row < hidden.rows(); row++) {
      int last = states.length(row) - 1;
      switch (output) {
        case "score" -> pullScore(states.direction(row, last), given[row], states, own);
        case "goal_similarity" -> pullCosine(mean(states, row), given[row], states, own);
        default -> {
          for (int t = 0; t <= last; t++) {
            int element = hidden.start(row) + t;
            Direction state = states.direction(row, t);
            switch (output) {
              case "token_score" -> pullScore(state, given[element], states, own);
              case "q" -> pullCosine(state, given[element], states, own);
              default -> {
                int from = element * head.length;
                states.add(state, Arrays.copyOfRange(given, from, from + head.length));
              }
            }
          }
        }
      }
    }
  }

  private void pullScore(Direction state, double cotangent, States states, double[] own) {
    double[] toState = new double[head.length];
    for (int c = 0; c < head.length; c++) {
      toState[c] = cotangent * head[c];
      own[c] += cotangent * state.component(c);
    }
    states.add(state, toState);
  }

  private void pullCosine(Direction state, double cotangent, States states, double[] own) {
    double cosine = state.cosine(goal);
    double[] toState = new double[head.length];
    double[] toGoal = new double[head.length];
    state.addSlope(goal, cosine, cotangent, toState);
    goal.addSlope(state, cosine, cotangent, toGoal);
    states.add(state, toState);
    for (int c = 0; c < head.length; c++) {
      own[head.length + c] += toGoal[c];
    }
  }

  @Override
  public void close() {
    backbone.close();
  }
}
