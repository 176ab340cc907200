package org.esscher.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * The host, seen from inside a step of a {@link Recipe}. Every call checks for cancellation;
 * nothing here need be closed. Used by the thread that calls the recipe.
 */
public interface Run {
  /**
   * Columns, randomness, roles. Randomness is a function of the run's seed, the step and the order
   * of the calls in it: each call gives a generator of its own, so take one and keep it for a loop.
   *
   * @return the context of this step
   */
  Context context();

  // ---- data

  /**
   * Whether a source was given.
   *
   * @param source one of {@link Recipe#sources}
   * @return true when there is data for it
   */
  boolean has(String source);

  /**
   * A data source.
   *
   * @param source one of {@link Recipe#sources}
   * @return its rows
   * @throws EsscherException (USER) when it was not given
   */
  Dataset data(String source);

  /**
   * The next rows of a dataset, shuffled anew each epoch; the position is checkpointed. A grouped
   * dataset gives whole groups: at least the wanted rows, or what the epoch still has.
   *
   * @param dataset the dataset
   * @param rows how many, at least 1
   * @return the rows
   */
  Batch next(Dataset dataset, int rows);

  /**
   * Cuts collected rows into batches in an order drawn anew, for several passes over them.
   *
   * @param batch the rows
   * @param rows how many a part, at least 1; the last may have fewer
   * @return the parts, which together hold every row once
   */
  default List<Batch> minibatches(Batch batch, int rows) {
    if (rows < 1) {
      throw EsscherException.user("minibatches have at least one row, got %d", rows);
    }
    RandomGenerator random = context().random();
    int[] order = new int[batch.rows()];
    for (int i = 0; i < order.length; i++) {
      int other = random.nextInt(i + 1);
      order[i] = order[other];
      order[other] = i;
    }
    List<Batch> parts = new ArrayList<>();
    for (int from = 0; from < order.length; from += rows) {
      int end = Math.min(order.length - from, rows) + from;
      parts.add(batch.take(Arrays.copyOfRange(order, from, end)));
    }
    return parts;
  }

  /**
   * Maps a batch by a transform that was fitted on a whole dataset. The fit is made once a run, and
   * again after a resume: it is a pure function of the dataset, so it is in no checkpoint.
   *
   * @param transform the transform
   * @param fittedOn what it looks at
   * @param batch rows to map
   * @return the mapped rows
   */
  Batch apply(Transform transform, Dataset fittedOn, Batch batch);

  /**
   * Collects by a plan.
   *
   * @param plan contexts, draws, filters
   * @return rows by the draws' slots
   */
  Map<String, Batch> collect(CollectionPlan plan);

  /**
   * Adds rows to a dataset that the run makes: a replay memory, a log that a stage creates. From
   * then on {@link #data data(name)} gives it, in this step and later ones. Rows are copied
   * (numbers as float64 or int64) and are part of the run: they are there after a resume.
   *
   * @param name the dataset; no source of the recipe has this name
   * @param rows rows with the columns of those that are there; none may be missing a value
   * @param keep how many rows are kept, the last ones; at least 1
   * @return all rows that are kept; its epochs (see {@link #next}) begin anew
   */
  Dataset append(String name, Batch rows, int keep);

  /**
   * Draws rows of a dataset, uniformly and with replacement.
   *
   * @param dataset the dataset
   * @param rows how many, at least 1
   * @return the rows
   */
  Batch draw(Dataset dataset, int rows);

  /**
   * Draws rows of several datasets in fixed shares, each uniformly and with replacement: new
   * experience beside demonstrations.
   *
   * @param shares the share of each dataset, in the order of the map; together 1
   * @param rows how many in all, at least 1; each dataset gives its share, rounded so that the sum
   *     is right
   * @return the rows, those of a dataset together, with the columns that all datasets have; numbers
   *     as float64
   */
  default Batch draw(Map<Dataset, Double> shares, int rows) {
    double total = shares.values().stream().mapToDouble(Double::doubleValue).sum();
    if (shares.values().stream().anyMatch(share -> !(share >= 0))
        || !(Math.abs(total - 1) < 1e-9)) {
      throw EsscherException.user(
          "the shares of datasets are %s; numbers of at least 0 that sum to 1 are needed",
          shares.values());
    }
    List<Batch> parts = new ArrayList<>();
    double until = 0;
    int drawn = 0;
    for (Map.Entry<Dataset, Double> share : shares.entrySet()) {
      until += share.getValue();
      int end = (int) Math.round(until * rows);
      if (end > drawn) {
        parts.add(draw(share.getKey(), end - drawn));
      }
      drawn = end;
    }
    return Mixed.of(parts, context().columns());
  }

  // ---- environments

  /**
   * Goes on playing for some steps; an episode that is not over goes on in the next call. Copies
   * whose episode ended are reset.
   *
   * @param rollout what is played, and by whom; policies with {@link EpisodeState} need {@link
   *     #episodes}
   * @param steps steps of each copy, at least 1
   * @return copies · steps rows (times players), those of a copy together and in order: {@code
   *     episode_id, step}, what {@link Environment#observe} shows, what the policy {@link
   *     Sampler#sample drew}, {@code sampled_by}, and what {@link Environment#step} gave
   */
  Batch play(Rollout rollout, int steps);

  /**
   * Plays whole episodes from their start.
   *
   * @param rollout what is played, and by whom; rounds of its copies are played, and every episode
   *     of a round counts, so that short ones are not preferred
   * @param count how many, at least 1
   * @return rows as {@link #play} gives them, of {@code count} episodes
   */
  Batch episodes(Rollout rollout, int count);

  /**
   * Plays whole episodes and tells what they paid, without a discount.
   *
   * @param rollout what is played, and by whom; best one that nothing else plays, so that the
   *     episodes begin anew. Of several players, the first one's rewards count
   * @param count how many episodes, at least 1
   * @return mean return with its interval, and lengths
   */
  default EpisodeReturns evaluate(Rollout rollout, int count) {
    Batch played = episodes(rollout, count);
    int players = environment(rollout).players().size();
    int[] first = new int[played.rows() / players];
    Arrays.setAll(first, step -> step * players);
    return EpisodeReturns.of(players == 1 ? played : played.take(first), 1);
  }

  /**
   * The environment that a rollout plays, for its knobs and its exact model; the host owns it.
   *
   * @param rollout the rollout
   * @return the environment
   */
  Environment environment(Rollout rollout);

  // ---- models

  /**
   * A model.
   *
   * @param role the role, with {@code @version} for a snapshot
   * @return the model; the host owns it
   */
  Model model(String role);

  /**
   * Puts a new model into a role, for what a recipe knows only when it has seen its data: the
   * number of actions, the width of features.
   *
   * @param role the role; it may be new
   * @param provider a component, from {@link Context#component}
   */
  void define(String role, ModelProvider provider);

  /**
   * Draws from a policy.
   *
   * @param role a role whose model is a {@link Sampler}
   * @param contexts rows to act on
   * @param each draws a row
   * @return see {@link Sampler#sample}, with {@code sampled_by}
   */
  Batch sample(String role, Batch contexts, int each);

  /**
   * Adds a model's output as a column.
   *
   * @param role the role
   * @param batch has the model's inputs
   * @param output the output
   * @param column what the column is called
   * @return the batch with the column
   */
  Batch score(String role, Batch batch, String output, String column);

  /**
   * Keeps a role's parameters under a version, as {@code policy@ref}.
   *
   * @param role the role
   * @param version the version
   */
  void save(String role, String version);

  /**
   * Sets a role back to a version: its model's parameters. What its optimizers remember, in every
   * stage and of all roles that share the model, is dropped, for it is of a way that was not taken:
   * the next training step of each is as a first one. Optimizers of other models and estimators'
   * states stay as they are. A version holds no optimizer's memory, neither before nor after a
   * resume.
   *
   * @param role the role
   * @param version the version
   */
  void restore(String role, String version);

  /**
   * Moves a version towards the current parameters: version ← (1 − rate)·version + rate·current.
   * Needs {@link Vectored}.
   *
   * @param role the role
   * @param version the version; it is created when there is none
   * @param rate within [0, 1]; 1 copies
   */
  void average(String role, String version, double rate);

  /**
   * Adds the probability that each row is preferred to a rival, as the column {@code
   * preference_prob}.
   *
   * @param role a role whose model is a {@link RewardModel}
   * @param rows rows to judge
   * @param rivals as many rows, with the same contexts in the same order
   * @return rows with the column
   */
  default Batch compare(String role, Batch rows, Batch rivals) {
    if (model(role) instanceof RewardModel judge) {
      return rows.with("preference_prob", judge.compare(rows, rivals, context()));
    }
    throw EsscherException.user("role %s was asked to compare, but it is not a reward model", role);
  }

  // ---- estimation

  /**
   * One training step: fills model outputs, estimates, pulls back, combines, steps, and keeps the
   * estimator's state.
   *
   * @param stage what is trained, and how
   * @param slots the batches
   * @return losses, metrics and gradient norms ({@code gradient_norm/ROLE}), recorded under the
   *     stage's name too
   */
  Map<String, Double> train(Stage stage, Map<String, Batch> slots);

  /**
   * The directions that {@link #train} would give to the optimizers, without a step and without a
   * change of state: for implicit differentiation, line searches, gradient diagnostics.
   *
   * @param estimator an {@link Objective} or {@link CustomObjective}
   * @param slots the batches
   * @return the gradient of the reported value (after the division by the weight, combined, not
   *     bounded in norm) by trained role; their models must be {@link Vectored}
   */
  Map<String, Vector> gradient(Estimator estimator, Map<String, Batch> slots);

  /**
   * The product of an objective's Hessian with a direction in one role's parameters, by central
   * differences of {@link #gradient}: two gradients, and an error of third derivatives. The
   * parameters are moved by 1e-4 of their norm, which leaves networks in float32 some three digits,
   * and put back.
   *
   * @param estimator an {@link Objective} or {@link CustomObjective} that trains the role
   * @param slots the batches
   * @param role a role whose model is {@link Vectored}
   * @param direction of the parameters' size
   * @return d gradient(θ + s · direction) / ds at 0
   */
  default Vector hessianProduct(
      Estimator estimator, Map<String, Batch> slots, String role, Vector direction) {
    Vectored model =
        model(role)
            .as(Vectored.class)
            .orElseThrow(
                () ->
                    EsscherException.user(
                        "a Hessian product needs a model whose parameters are a vector; that of %s"
                            + " is not Vectored",
                        role));
    Vector point = model.parameters();
    double length = Math.sqrt(direction.dot(direction));
    if (length == 0) {
      return direction;
    }
    double step = 1e-4 * Math.max(1, Math.sqrt(point.dot(point))) / length;
    try {
      model.assign(point.plus(direction.times(step)));
      Vector ahead = Objects.requireNonNull(gradient(estimator, slots).get(role), role);
      model.assign(point.plus(direction.times(-step)));
      Vector behind = Objects.requireNonNull(gradient(estimator, slots).get(role), role);
      return ahead.plus(behind.times(-1)).times(1 / (2 * step));
    } finally {
      model.assign(point);
    }
  }

  /**
   * Estimates without training, with standard errors.
   *
   * @param estimator an {@link Objective}, {@link CustomObjective} or {@link Statistic}
   * @param slots the batches
   * @return what it found; columns live until the end of the step
   */
  Estimate estimate(Estimator estimator, Map<String, Batch> slots);

  /**
   * Fits a learner and puts its model in a role.
   *
   * @param role the role; it may be new
   * @param learner the learner
   * @param slots the batches
   */
  void fit(String role, Learner learner, Map<String, Batch> slots);

  // ---- results

  /**
   * Records a number of this step.
   *
   * @param name the metric
   * @param value the value, finite
   */
  void metric(String name, double value);

  /**
   * Adds a row to a table of the report. The table {@code frontier} has {@code series, divergence,
   * reward} and may have {@code reward_standard_error, beta, label}; other tables are shown as they
   * are.
   *
   * @param table the table
   * @param row cells by column: numbers, text or truth values
   */
  void row(String table, Map<String, ?> row);

  /**
   * Runs another recipe to its end in a directory of its own; resumed where it stood.
   *
   * @param name unique within this run
   * @param recipe the recipe
   * @param seed its seed
   * @return its outcome; a failure is a result
   */
  ChildRun run(String name, Recipe recipe, long seed);

  /**
   * How a child run ended.
   *
   * @param succeeded whether it came to its end
   * @param failure why not, or empty
   * @param metrics the last value of each metric
   * @param models what each role's model saved
   */
  record ChildRun(
      boolean succeeded, String failure, Map<String, Double> metrics, Map<String, State> models) {
    /**
     * Copies.
     *
     * @param succeeded as for the record
     * @param failure as for the record
     * @param metrics as for the record
     * @param models as for the record
     */
    public ChildRun {
      // In their order, which Map.copyOf shuffles anew in each process.
      metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
      models = Map.copyOf(models);
    }
  }
}
