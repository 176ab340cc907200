package org.esscher.runtime.internal.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.esscher.api.Batch;
import org.esscher.api.CollectionPlan;
import org.esscher.api.Column;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.Dataset;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.Filter;
import org.esscher.api.Learner;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.Recipe;
import org.esscher.api.Rollout;
import org.esscher.api.Run;
import org.esscher.api.Sampler;
import org.esscher.api.Stage;
import org.esscher.api.State;
import org.esscher.api.Transform;
import org.esscher.api.Vector;
import org.esscher.data.Arena;
import org.esscher.runtime.RunListener;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.esscher.runtime.internal.config.SerialCalls;
import org.esscher.runtime.internal.load.Components;
import org.esscher.runtime.internal.wiring.CallContext;
import org.esscher.runtime.internal.wiring.HostServices;
import org.jspecify.annotations.Nullable;

/** The host as a recipe sees it. */
final class ActiveRun implements Run, AutoCloseable {
  private final HostServices services;
  private final RunRequest request;
  private final Spans spans;
  private final Datasets datasets;
  private final Roles roles;
  private final Trainer trainer;
  private final Environments environments;
  private final @Nullable Distribution distribution;
  private final Supervision supervision;
  private final Map<String, Double> stepMetrics = new LinkedHashMap<>();
  private final List<Map<String, ? extends @Nullable Object>> stepRows = new ArrayList<>();
  private final Arena whole;
  private Arena arena;
  private long step;
  private long calls;
  private boolean serial;

  /** One that nobody gives up. */
  ActiveRun(
      HostServices services, RunRequest request, Spans spans, Datasets datasets, Arena arena) {
    this(services, request, spans, datasets, arena, new Supervision());
  }

  ActiveRun(
      HostServices services,
      RunRequest request,
      Spans spans,
      Datasets datasets,
      Arena arena,
      Supervision supervision) {
    this.supervision = supervision;
    this.services = services;
    this.request = request;
    this.spans = spans;
    this.datasets = datasets;
    this.whole = arena;
    this.arena = arena;
    Map<String, ModelProvider> providers = request.recipe().roles();
    Map<String, EnvironmentProvider> worlds = request.recipe().environments();
    this.serial =
        SerialCalls.declares(request.recipe())
            || SerialCalls.declares(providers)
            || SerialCalls.declares(worlds);
    this.roles = new Roles(providers, this::modelContext);
    Cluster cluster = request.cluster();
    this.distribution = cluster == null ? null : new Distribution(cluster, request, roles);
    this.trainer = new Trainer(services.estimation(), roles, distribution);
    this.environments =
        new Environments(worlds, name -> modelContext("environment " + name, roles::model));
  }

  /** Begins a step, whose columns live in an arena of its own. */
  void begin(long number, Arena columns) {
    step = number;
    calls = 0;
    arena = columns;
    stepMetrics.clear();
    stepRows.clear();
    datasets.logs().beginStep();
  }

  /**
   * Does a piece of the run's work, alone where a component asks for it: from the moment that the
   * run first uses such a component, in this piece and in all later ones.
   */
  <T> T serially(Supplier<T> work) {
    SerialCalls calls = services.components().serialCalls();
    return calls.during(
        serial,
        () -> {
          try {
            return work.get();
          } finally {
            serial |= calls.held();
          }
        });
  }

  /** As {@link #serially}, without a result. */
  void doSerially(Runnable work) {
    serially(
        () -> {
          work.run();
          return true;
        });
  }

  private void uses(Object component) {
    services.components().serialCalls().uses(component);
  }

  Map<String, Double> stepMetrics() {
    return stepMetrics;
  }

  List<Map<String, ? extends @Nullable Object>> stepRows() {
    return stepRows;
  }

  Roles roles() {
    return roles;
  }

  Trainer trainer() {
    return trainer;
  }

  Datasets datasets() {
    return datasets;
  }

  Environments environments() {
    return environments;
  }

  Components components() {
    return services.components();
  }

  /** Where a model is made: neither the step nor the order of calls may show in it. */
  private Context modelContext(String name, Function<String, Model> others) {
    long seed = Seeds.mix(request.seed(), "model " + name);
    return new CallContext(whole, seed, others, services.components(), "run");
  }

  private void checkCancelled() {
    supervision.requireStanding();
    if (request.listener().cancelled() || Thread.currentThread().isInterrupted()) {
      throw new Cancelled();
    }
  }

  @Override
  public Context context() {
    checkCancelled();
    return context(arena, nextSeed());
  }

  private long nextSeed() {
    return Seeds.mix(request.seed(), "step", step, calls++);
  }

  private Context context(Columns columns, long seed) {
    return new CallContext(columns, seed, roles::model, services.components(), "run");
  }

  @Override
  public boolean has(String source) {
    return datasets.has(source);
  }

  @Override
  public Dataset data(String source) {
    checkCancelled();
    return datasets.source(source);
  }

  @Override
  public Batch next(Dataset dataset, int rows) {
    checkCancelled();
    return datasets.next(dataset, rows, arena);
  }

  @Override
  public Dataset append(String name, Batch rows, int keep) {
    checkCancelled();
    return datasets.append(name, rows, keep);
  }

  @Override
  public Batch draw(Dataset dataset, int rows) {
    return datasets.draw(dataset, rows, context().random(), arena);
  }

  @Override
  public Batch play(Rollout rollout, int steps) {
    if (steps < 1) {
      throw EsscherException.plugin(
          "rollout %s: %d steps; at least 1 is needed", rollout.name(), steps);
    }
    return spans.of(
        "play " + rollout.name(),
        () -> environments.of(rollout).steps(rollout, steps, this, arena));
  }

  @Override
  public Batch episodes(Rollout rollout, int count) {
    if (count < 1) {
      throw EsscherException.plugin(
          "rollout %s: %d episodes; at least 1 is needed", rollout.name(), count);
    }
    return spans.of(
        "play " + rollout.name(),
        () -> environments.of(rollout).episodes(rollout, count, this, arena));
  }

  @Override
  public Environment environment(Rollout rollout) {
    checkCancelled();
    return environments.of(rollout).environment();
  }

  @Override
  public Batch apply(Transform transform, Dataset fittedOn, Batch batch) {
    uses(transform);
    Context context = context();
    return spans.of("transform", () -> datasets.fitted(transform, fittedOn).apply(batch, context));
  }

  @Override
  public Map<String, Batch> collect(CollectionPlan plan) {
    uses(plan.filters());
    Batch contexts = next(plan.contexts(), plan.rows());
    Map<String, Batch> collected = new LinkedHashMap<>();
    for (CollectionPlan.Draw draw : plan.draws()) {
      Batch rows = drawn(draw, contexts);
      for (Filter filter : plan.filters()) {
        rows = filtered(plan, draw, filter, rows);
      }
      collected.merge(draw.slot(), rows, (old, more) -> arena.concat(List.of(old, more)));
    }
    return collected;
  }

  private Batch drawn(CollectionPlan.Draw draw, Batch contexts) {
    Batch rows = sample(draw.role(), contexts, draw.each());
    for (String labeler : draw.labelers()) {
      rows = score(labeler, rows, "score", labeler);
    }
    return rows;
  }

  private Batch filtered(CollectionPlan plan, CollectionPlan.Draw draw, Filter filter, Batch rows) {
    Filter.Result result = filter.filter(rows, context());
    Batch kept = result.kept();
    for (int attempt = 1; attempt < filter.maxAttempts() && result.wanted() > 0; attempt++) {
      result = filter.filter(drawn(draw, next(plan.contexts(), result.wanted())), context());
      kept = arena.concat(List.of(kept, result.kept()));
    }
    return kept;
  }

  @Override
  public Model model(String role) {
    checkCancelled();
    return roles.model(role);
  }

  @Override
  public void define(String role, ModelProvider provider) {
    checkCancelled();
    uses(provider);
    roles.define(role, provider);
    trainer.forgetOptimizers(role);
  }

  @Override
  public Batch sample(String role, Batch contexts, int each) {
    Context context = context();
    Sampler sampler =
        model(role)
            .as(Sampler.class)
            .orElseThrow(
                () ->
                    EsscherException.user(
                        "the model of %s can't sample; choose one that can", role));
    Batch rows =
        spans.of("sample " + role, () -> sampler.sample(contexts, each, context.random(), context));
    return rows.with("sampled_by", arena.texts(Collections.nCopies(rows.rows(), role)));
  }

  @Override
  public Batch score(String role, Batch batch, String output, String column) {
    long seed = nextSeed();
    Model model = model(role);
    return spans.of(
        "score " + role,
        () -> {
          Column values = outputs(role, model, batch, Set.of(output), seed).column(output);
          requireNumbers(role, output, values);
          return batch.with(column, values);
        });
  }

  private Batch outputs(String role, Model model, Batch rows, Set<String> outputs, long seed) {
    Optional<Batch> elsewhere =
        distribution == null
            ? Optional.empty()
            : distribution.outputs(role, rows, outputs, seed, arena);
    return elsewhere.orElseGet(
        () -> new ShardOutputs(model, outputs, seed, this::context).of(rows, 0, arena));
  }

  private static void requireNumbers(String role, String output, Column values) {
    for (int row = 0; row < values.rows() && !values.isText(); row++) {
      for (long i = (long) values.start(row) * values.width();
          i < (long) values.start(row + 1) * values.width();
          i++) {
        if (Double.isNaN(values.at(i))) {
          throw EsscherException.data(
              "the output %s of the model of %s is not a number in row %d; look at that row",
              output, role, row);
        }
      }
    }
  }

  @Override
  public void save(String role, String version) {
    checkCancelled();
    roles.save(role, version);
  }

  @Override
  public void restore(String role, String version) {
    checkCancelled();
    roles.restore(role, version);
    trainer.forgetOptimizers(role);
  }

  @Override
  public void average(String role, String version, double rate) {
    checkCancelled();
    roles.average(role, version, rate);
  }

  @Override
  public Map<String, Double> train(Stage stage, Map<String, Batch> slots) {
    uses(stage);
    Context context = context();
    Map<String, Double> values =
        spans.of("train " + stage.name(), () -> trainer.train(stage, slots, context));
    values.forEach((name, value) -> metric(stage.name() + "/" + name, value));
    return values;
  }

  @Override
  public Map<String, Vector> gradient(Estimator estimator, Map<String, Batch> slots) {
    uses(estimator);
    Context context = context();
    return spans.of("gradient", () -> trainer.gradient(estimator, slots, context));
  }

  @Override
  public Estimate estimate(Estimator estimator, Map<String, Batch> slots) {
    uses(estimator);
    Context context = context();
    return spans.of("estimate", () -> estimate(estimator, slots, context));
  }

  private Estimate estimate(Estimator estimator, Map<String, Batch> slots, Context context) {
    Optional<Estimate> elsewhere =
        distribution == null ? Optional.empty() : distribution.estimate(estimator, slots, context);
    return elsewhere.orElseGet(
        () ->
            services
                .estimation()
                .estimate(estimator, slots, State.empty(), roles::model, context, true));
  }

  @Override
  public void fit(String role, Learner learner, Map<String, Batch> slots) {
    uses(learner);
    Context context = context();
    State fitted =
        spans.of(
            "fit " + role,
            () ->
                services
                    .estimation()
                    .fit(learner, slots, roles.lastFit(role, learner), roles::model, context));
    roles.fitted(role, learner, fitted);
  }

  @Override
  public void metric(String name, double value) {
    checkCancelled();
    if (!Double.isFinite(value)) {
      throw EsscherException.data(
          "the metric %s is %s in step %d; a finite number is needed", name, value, step);
    }
    stepMetrics.put(name, value);
  }

  @Override
  public void row(String table, Map<String, ?> row) {
    checkCancelled();
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("step", step);
    line.put("table", table);
    line.put("row", plain(row));
    stepRows.add(line);
  }

  /**
   * Infinities as text; maps without an order of their own, which differ from process to process,
   * sorted.
   */
  private static Map<String, Object> plain(Map<String, ?> row) {
    boolean ordered = row instanceof LinkedHashMap || row instanceof SortedMap;
    Map<String, Object> cells = new LinkedHashMap<>();
    (ordered ? row : new TreeMap<>(row))
        .forEach(
            (name, value) ->
                cells.put(
                    name,
                    value instanceof Double number && !Double.isFinite(number)
                        ? number.toString()
                        : value));
    return cells;
  }

  @Override
  public ChildRun run(String name, Recipe recipe, long seed) {
    checkCancelled();
    uses(recipe);
    RunNames.require("child run", name);
    Path directory = request.directory().resolve("children").resolve(name);
    RunListener quiet =
        new RunListener() {
          @Override
          public boolean cancelled() {
            return request.listener().cancelled();
          }
        };
    boolean resume = Files.exists(directory.resolve("config.json"));
    Map<String, String> sources = new LinkedHashMap<>(request.sources());
    sources.keySet().retainAll(recipe.sources().keySet());
    RunLoop child =
        new RunLoop(
            services,
            new RunRequest(
                recipe,
                sources,
                directory,
                seed,
                resume,
                quiet,
                request.cluster(),
                null,
                request.streamed()),
            supervision);
    try {
      RunResult result = spans.of("run " + name, child::run);
      if (result.status() != Status.FINISHED) {
        throw new Cancelled();
      }
      return new ChildRun(true, "", result.metrics(), child.finalStates());
    } catch (EsscherException e) {
      return new ChildRun(
          false, String.valueOf(e.getMessage()), child.latest(), child.finalStates());
    }
  }

  @Override
  public void close() {
    if (distribution != null) {
      distribution.close();
    }
    doSerially(
        () -> {
          environments.close();
          roles.close();
        });
  }
}
