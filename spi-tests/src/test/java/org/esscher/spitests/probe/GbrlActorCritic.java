package org.esscher.spitests.probe;

import jakarta.validation.constraints.Min;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.esscher.api.Batch;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Component;
import org.esscher.api.Context;
import org.esscher.api.Default;
import org.esscher.api.EsscherException;
import org.esscher.api.Forward;
import org.esscher.api.Gradient;
import org.esscher.api.Policy;
import org.esscher.api.PolicyProvider;
import org.esscher.api.Sampler;
import org.esscher.api.State;
import org.esscher.api.Trainable;
import org.jspecify.annotations.Nullable;

/**
 * One ensemble of trees for actor and critic: outputs are the actions' logits, then the value. It
 * grows by a tree a step and has no parameter vector.
 */
final class GbrlActorCritic implements Policy, Trainable, Sampler {
  /** The ensemble's configuration; roles that share the instance share the ensemble. */
  @Component("gbrl-actor-critic")
  record Provider(
      @Min(2) int actions, @Default("0.05") double policyLr, @Default("0.01") double valueLr)
      implements PolicyProvider {
    @Override
    public GbrlActorCritic create(Context context, @Nullable State saved) {
      return new GbrlActorCritic(this, saved == null ? List.of() : trees(saved));
    }
  }

  /** Functional gradients: they are concatenated, not added. */
  private record RowGradients(List<Stump.Row> rows) implements Gradient {
    @Override
    public Gradient plus(Gradient other) {
      List<Stump.Row> all = new ArrayList<>(rows);
      all.addAll(((RowGradients) other).rows);
      return new RowGradients(all);
    }
  }

  private final Provider config;
  private final List<Stump> trees;

  private GbrlActorCritic(Provider config, List<Stump> trees) {
    this.config = config;
    this.trees = new ArrayList<>(trees);
  }

  @Override
  public Set<String> inputs() {
    return Set.of("observation", "action");
  }

  @Override
  public Set<String> outputs() {
    return Set.of("logits", "logp", "value");
  }

  @Override
  public Forward forward(Batch batch, Set<String> wanted, Context context) {
    List<List<Double>> features = features(batch);
    List<List<Double>> outputs = features.stream().map(this::predict).toList();
    return new Pass(batch, features, outputs, context.columns());
  }

  private static List<List<Double>> features(Batch batch) {
    Column observation = batch.column("observation");
    List<List<Double>> rows = new ArrayList<>();
    for (int row = 0; row < batch.rows(); row++) {
      List<Double> features = new ArrayList<>();
      for (int c = 0; c < observation.width(); c++) {
        features.add(observation.at((long) row * observation.width() + c));
      }
      rows.add(features);
    }
    return rows;
  }

  private List<Double> predict(List<Double> features) {
    double[] sum = new double[config.actions + 1];
    for (Stump tree : trees) {
      List<Double> leaf = tree.leaf(features);
      for (int k = 0; k < sum.length; k++) {
        sum[k] -= leaf.get(k) * (k < config.actions ? config.policyLr : config.valueLr);
      }
    }
    return java.util.Arrays.stream(sum).boxed().toList();
  }

  /** One prediction of a batch. */
  private final class Pass implements Forward {
    private final Batch batch;
    private final List<List<Double>> features;
    private final List<List<Double>> outputs;
    private final Columns columns;

    Pass(Batch batch, List<List<Double>> features, List<List<Double>> outputs, Columns columns) {
      this.batch = batch;
      this.features = features;
      this.outputs = outputs;
      this.columns = columns;
    }

    @Override
    public Column output(String name) {
      int rows = outputs.size();
      double[] values = new double[name.equals("logits") ? rows * config.actions : rows];
      for (int row = 0; row < rows; row++) {
        switch (name) {
          case "value" -> values[row] = outputs.get(row).get(config.actions);
          case "logp" -> values[row] = Math.log(probability(row, action(row)));
          default -> {
            for (int a = 0; a < config.actions; a++) {
              values[row * config.actions + a] = outputs.get(row).get(a);
            }
          }
        }
      }
      return name.equals("logits")
          ? columns.vectors(config.actions, values)
          : columns.numbers(values);
    }

    private int action(int row) {
      return (int) batch.column("action").at(row);
    }

    private double probability(int row, int action) {
      double top =
          outputs.get(row).subList(0, config.actions).stream().reduce(Math::max).orElse(0d);
      double total = 0;
      for (int a = 0; a < config.actions; a++) {
        total += Math.exp(outputs.get(row).get(a) - top);
      }
      return Math.exp(outputs.get(row).get(action) - top) / total;
    }

    /** ∂ℓ/∂F of each row: through log-softmax, onehot(a) − π. */
    @Override
    public Pullback pullback(Map<String, Column> cotangents, Set<String> wantedInputs) {
      if (!wantedInputs.isEmpty()) {
        throw EsscherException.plugin("trees have no gradient in their inputs %s", wantedInputs);
      }
      List<Stump.Row> rows = new ArrayList<>();
      for (int row = 0; row < outputs.size(); row++) {
        List<Double> gradient = new ArrayList<>();
        for (int a = 0; a < config.actions; a++) {
          gradient.add(logitGradient(cotangents, row, a));
        }
        gradient.add(at(cotangents, "value", row));
        rows.add(new Stump.Row(features.get(row), gradient));
      }
      return new Pullback(new RowGradients(rows), Map.of());
    }

    private double logitGradient(Map<String, Column> cotangents, int row, int action) {
      double gradient = at(cotangents, "logits", row * config.actions + action);
      if (cotangents.containsKey("logp")) {
        double taken = action(row) == action ? 1 : 0;
        gradient += at(cotangents, "logp", row) * (taken - probability(row, action));
      }
      return gradient;
    }
  }

  private static double at(Map<String, Column> cotangents, String output, int index) {
    Column column = cotangents.get(output);
    return column == null ? 0 : column.at(index);
  }

  /** Fits one tree. The gradient is of the sum, so a row's is its own, and no factor n is lost. */
  @Override
  public void step(Gradient gradientOfSum, double weight, double rate) {
    Stump tree = Stump.fit(((RowGradients) gradientOfSum).rows);
    trees.add(
        new Stump(
            tree.feature(),
            tree.threshold(),
            scaled(tree.left(), rate),
            scaled(tree.right(), rate)));
  }

  private static List<Double> scaled(List<Double> leaf, double rate) {
    return leaf.stream().map(value -> value * rate).toList();
  }

  @Override
  public Batch sample(Batch contexts, int each, RandomGenerator random, Context context) {
    int[] rows = new int[contexts.rows() * each];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = i / each;
    }
    Batch repeated = contexts.take(rows);
    double[] actions = new double[rows.length];
    double[] logp = new double[rows.length];
    Pass pass =
        new Pass(
            repeated,
            List.of(),
            features(repeated).stream().map(this::predict).toList(),
            context.columns());
    for (int i = 0; i < rows.length; i++) {
      double left = random.nextDouble();
      while (actions[i] < config.actions - 1 && left >= pass.probability(i, (int) actions[i])) {
        left -= pass.probability(i, (int) actions[i]++);
      }
      logp[i] = Math.log(pass.probability(i, (int) actions[i]));
    }
    return repeated
        .with("action", context.columns().numbers(actions))
        .with("behavior_logp", context.columns().numbers(logp));
  }

  @Override
  public State save() {
    State state = State.empty().with("trees", trees.size());
    for (int i = 0; i < trees.size(); i++) {
      Stump tree = trees.get(i);
      state =
          state
              .with(i + "/split", tree.feature(), tree.threshold())
              .with(i + "/left", array(tree.left()))
              .with(i + "/right", array(tree.right()));
    }
    return state;
  }

  private static List<Stump> trees(State saved) {
    List<Stump> trees = new ArrayList<>();
    for (int i = 0; i < saved.number("trees", 0); i++) {
      double[] split = saved.get(i + "/split");
      trees.add(
          new Stump(
              (int) split[0],
              split[1],
              list(saved.get(i + "/left")),
              list(saved.get(i + "/right"))));
    }
    return trees;
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static List<Double> list(double[] values) {
    return java.util.Arrays.stream(values).boxed().toList();
  }
}
