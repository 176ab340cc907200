package org.esscher.runtime;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.esscher.api.Batch;
import org.esscher.api.Columns;
import org.esscher.api.Context;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EsscherException;
import org.esscher.api.Estimate;
import org.esscher.api.Estimator;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.data.StoredRows;
import org.esscher.runtime.internal.config.SerialCalls;
import org.esscher.runtime.internal.estimate.Estimation;
import org.esscher.runtime.internal.estimate.StoredEstimation;
import org.esscher.runtime.internal.evaluate.OffPolicyEvaluation;
import org.esscher.runtime.internal.evaluate.StoredEvaluation;
import org.esscher.runtime.internal.load.Components;
import org.esscher.runtime.internal.load.PluginScan;
import org.esscher.runtime.internal.optim.RuntimePlugin;
import org.esscher.runtime.internal.progress.PassProgress;
import org.esscher.runtime.internal.run.Cluster;
import org.esscher.runtime.internal.run.Collection;
import org.esscher.runtime.internal.run.Engines;
import org.esscher.runtime.internal.run.HostDescription;
import org.esscher.runtime.internal.run.SavedModel;
import org.esscher.runtime.internal.run.Scoring;
import org.esscher.runtime.internal.wiring.CallContext;
import org.esscher.runtime.internal.wiring.HostModule;
import org.esscher.runtime.internal.wiring.HostServices;
import org.jspecify.annotations.Nullable;

/**
 * A host: loads plugins, makes their components, estimates and runs. Several live side by side;
 * none keeps anything static, nor a thread unless it is told to compute on several; each run has a
 * thread while it goes on. Thread-safe.
 *
 * <p>For example the loss of preference pairs whose log-probabilities are columns of a file:
 *
 * <pre>{@code
 * try (Esscher host = Esscher.builder().classPath(application).build();
 *     Arena arena = host.arena("pairs")) {
 *   Batch pairs = Sources.open(Path.of(args[0]), ReadOptions.defaults()).readAll(arena);
 *   Estimator dpo = host.component(Estimator.class, "dpo", Map.of("beta", 0.1));
 *   Estimate estimate = host.estimate(dpo, Map.of("pairs", pairs), State.empty(), 1, arena);
 *   Files.writeString(Path.of(args[1]), "loss " + estimate.value("dpo"));
 * }
 * }</pre>
 */
public final class Esscher implements AutoCloseable {
  private final PluginScan scan;
  private final HostDescription description;
  private final int threads;
  // Null when closed: what is kept here would keep the plugins' class loaders.
  private volatile @Nullable Components registry;
  // Wired when first asked for: a listing of components needs neither memory nor engine.
  private volatile @Nullable HostServices services;

  private Esscher(Components registry, PluginScan scan, HostDescription description, int threads) {
    this.registry = registry;
    this.scan = scan;
    this.threads = threads;
    this.description = description;
  }

  /**
   * Starts to describe a host.
   *
   * @return a builder without plugins
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * All components.
   *
   * @return sorted by kind and id
   */
  public List<ComponentInfo> components() {
    return registry().list();
  }

  /**
   * Plugins, or parts of them, that could not be loaded.
   *
   * @return in the order of discovery
   */
  public List<PluginFailure> failures() {
    return List.copyOf(scan.failures());
  }

  /**
   * Components of an id, of any kind.
   *
   * @param id the id
   * @return at least one
   * @throws EsscherException (USER) when there is none, naming the nearest
   */
  public List<ComponentInfo> describe(String id) {
    return registry().describe(id);
  }

  /**
   * Makes a component.
   *
   * @param <T> its kind
   * @param kind the interface that it must implement
   * @param id its id
   * @param config its fields, defaults for the rest
   * @return the component
   * @throws EsscherException (USER) telling everything that is wrong with id or configuration
   */
  public <T> T component(Class<T> kind, String id, Map<String, ?> config) {
    return registry().create(kind, id, config);
  }

  /**
   * Estimates from columns: model outputs are read from columns of their names.
   *
   * @param estimator an objective or statistic
   * @param slots batches by slot
   * @param state the estimator's state before them
   * @param seed of its randomness
   * @param columns makes the result's columns, which live as long as its arena
   * @return values, standard errors, cotangents, the next state
   */
  public Estimate estimate(
      Estimator estimator, Map<String, Batch> slots, State state, long seed, Columns columns) {
    return estimate(estimator, slots, state, seed, columns, PassListener.NONE);
  }

  /**
   * Estimates from columns, as {@link #estimate(Estimator, Map, State, long, Columns)}, and tells
   * how far it is.
   *
   * @param estimator an objective or statistic
   * @param slots batches by slot
   * @param state the estimator's state before them
   * @param seed of its randomness
   * @param columns makes the result's columns, which live as long as its arena
   * @param listener follows the passes over the slots' rows
   * @return values, standard errors, cotangents, the next state
   */
  public Estimate estimate(
      Estimator estimator,
      Map<String, Batch> slots,
      State state,
      long seed,
      Columns columns,
      PassListener listener) {
    CallContext context =
        new CallContext(columns, seed, CallContext.NO_ROLES, services().components(), "estimate");
    Estimation estimation = services().estimation().followedBy(new PassProgress(listener));
    return serially(
        estimator, () -> estimation.estimate(estimator, slots, state, null, context, true));
  }

  /**
   * Estimates from columns of a file that stays on the disk, with a piece of it in memory at a
   * time. Values, standard errors and the next state are those of the rows in memory, to the last
   * bit; there are no cotangents.
   *
   * @param estimator an objective or statistic of expressions over one slot, without groups and
   *     without values a row
   * @param rows have its columns, model outputs included
   * @param state the estimator's state before them
   * @return values, standard errors, the next state
   * @throws EsscherException (USER) when the estimator needs all rows at once
   */
  public Estimate estimate(Estimator estimator, StoredRows rows, State state) {
    return estimate(estimator, rows, state, PassListener.NONE);
  }

  /**
   * Estimates from columns of a file that stays on the disk, as {@link #estimate(Estimator,
   * StoredRows, State)}, and tells how far it is.
   *
   * @param estimator an objective or statistic of expressions over one slot, without groups and
   *     without values a row
   * @param rows have its columns, model outputs included
   * @param state the estimator's state before them
   * @param listener follows the passes over the rows
   * @return values, standard errors, the next state
   * @throws EsscherException (USER) when the estimator needs all rows at once
   */
  public Estimate estimate(
      Estimator estimator, StoredRows rows, State state, PassListener listener) {
    StoredEstimation estimation =
        new StoredEstimation(
            services().estimation(),
            services().arena(),
            // Expressions draw nothing, whatever the seed.
            columns ->
                new CallContext(
                    columns, 0, CallContext.NO_ROLES, services().components(), "estimate"));
    return serially(estimator, () -> estimation.estimate(estimator, rows, state, listener));
  }

  /**
   * Estimates a policy's value from a log of another's decisions.
   *
   * @param policy makes the policy, from {@link #component} or {@link #savedModel}
   * @param log has {@code action, propensity, reward} and the policy's inputs
   * @param seed of the choice of folds
   * @return values with standard errors, and diagnostics of the importance weights
   */
  public PolicyEvaluation evaluate(ModelProvider policy, Batch log, long seed) {
    return evaluate(policy, log, seed, PassListener.NONE);
  }

  /**
   * Estimates a policy's value from a log of another's decisions, and tells how far it is.
   *
   * @param policy makes the policy, from {@link #component} or {@link #savedModel}
   * @param log has {@code action, propensity, reward} and the policy's inputs
   * @param seed of the choice of folds
   * @param listener follows the passes over the log: the policy's, then each estimator's
   * @return values with standard errors, and diagnostics of the importance weights
   */
  public PolicyEvaluation evaluate(
      ModelProvider policy, Batch log, long seed, PassListener listener) {
    return serially(policy, () -> evaluated(policy, log, seed, listener));
  }

  private PolicyEvaluation evaluated(
      ModelProvider policy, Batch log, long seed, PassListener listener) {
    try (Arena own = arena("policy");
        Model model =
            policy.create(
                new CallContext(own, seed, CallContext.NO_ROLES, services().components(), "policy"),
                null)) {
      return new OffPolicyEvaluation(services(), seed)
          .evaluate(model, log, new PassProgress(listener));
    }
  }

  /**
   * Estimates a policy's value from a log of another's decisions that stays on the disk: the same
   * numbers, to the last bit, in memory that is bounded whatever the log's size. The log is read
   * several times; with several threads, each reads a part of it with a policy of its own.
   *
   * @param policy makes the policy, from {@link #component} or {@link #savedModel}
   * @param log has {@code action, propensity, reward} and the policy's inputs
   * @param seed of the choice of folds
   * @return values with standard errors, and diagnostics of the importance weights
   */
  public PolicyEvaluation evaluate(ModelProvider policy, StoredRows log, long seed) {
    return evaluate(policy, log, seed, Engines.LOCAL, Map.of());
  }

  /**
   * Estimates a policy's value from a log that stays on the disk, by another engine. The numbers
   * are the same, to the last bit.
   *
   * @param policy makes the policy, from {@link #component} or {@link #savedModel}
   * @param log as for one process; each process of the engine reads its part of the file by the
   *     same path
   * @param seed of the choice of folds
   * @param engine {@code local}, or {@code spark} with the artifact esscher-spark
   * @param options of the engine, as {@link RunBuilder#engine} takes them
   * @return values with standard errors, and diagnostics of the importance weights
   */
  public PolicyEvaluation evaluate(
      ModelProvider policy, StoredRows log, long seed, String engine, Map<String, String> options) {
    return evaluate(policy, log, seed, engine, options, PassListener.NONE);
  }

  /**
   * Estimates a policy's value from a log that stays on the disk, by an engine, and tells how far
   * it is.
   *
   * @param policy makes the policy, from {@link #component} or {@link #savedModel}
   * @param log as for one process; each process of the engine reads its part of the file by the
   *     same path
   * @param seed of the choice of folds
   * @param engine {@code local}, or {@code spark} with the artifact esscher-spark
   * @param options of the engine, as {@link RunBuilder#engine} takes them
   * @param listener follows the passes over the log
   * @return values with standard errors, and diagnostics of the importance weights
   */
  public PolicyEvaluation evaluate(
      ModelProvider policy,
      StoredRows log,
      long seed,
      String engine,
      Map<String, String> options,
      PassListener listener) {
    try (Cluster cluster = Engines.open(engine, description, options)) {
      return serially(
          policy,
          () -> new StoredEvaluation(services(), threads, cluster).of(policy, log, seed, listener));
    }
  }

  /**
   * Computes all outputs of a model, such as a reward model's scores.
   *
   * @param model makes the model, from {@link #component} or {@link #savedModel}
   * @param rows with the model's inputs
   * @param arena owns the result
   * @return the outputs by name, as many rows
   * @throws EsscherException (DATA) when rows lack an input, or hold what the model refuses
   */
  public Batch score(ModelProvider model, Batch rows, Arena arena) {
    return score(model, rows, arena, Engines.LOCAL, Map.of());
  }

  /**
   * Computes all outputs of a model by another engine, which is sent the rows. The numbers are the
   * same, to the last bit.
   *
   * @param model makes the model, from {@link #component} or {@link #savedModel}
   * @param rows with the model's inputs
   * @param arena owns the result
   * @param engine {@code local}, or {@code spark} with the artifact esscher-spark
   * @param options of the engine, as {@link RunBuilder#engine} takes them
   * @return the outputs by name, as many rows
   * @throws EsscherException (DATA) when rows lack an input, or hold what the model refuses
   */
  public Batch score(
      ModelProvider model, Batch rows, Arena arena, String engine, Map<String, String> options) {
    return score(model, rows, arena, engine, options, PassListener.NONE);
  }

  /**
   * Computes all outputs of a model by an engine, and tells how far it is.
   *
   * @param model makes the model, from {@link #component} or {@link #savedModel}
   * @param rows with the model's inputs
   * @param arena owns the result
   * @param engine {@code local}, or {@code spark} with the artifact esscher-spark
   * @param options of the engine, as {@link RunBuilder#engine} takes them
   * @param listener follows the one pass over the rows
   * @return the outputs by name, as many rows
   * @throws EsscherException (DATA) when rows lack an input, or hold what the model refuses
   */
  public Batch score(
      ModelProvider model,
      Batch rows,
      Arena arena,
      String engine,
      Map<String, String> options,
      PassListener listener) {
    try (Cluster cluster = Engines.open(engine, description, options)) {
      return serially(
          model, () -> new Scoring(services(), cluster).of(model, rows, arena, listener));
    }
  }

  /**
   * Computes all outputs of a model for rows that stay on the disk, in memory that is bounded
   * whatever their number.
   *
   * @param model makes the model, from {@link #component} or {@link #savedModel}
   * @param rows with the model's inputs
   * @param scored gets some rows at a time, outputs added, in the order of the file; their columns
   *     live until it returns
   * @throws EsscherException (USER) for a model that looks at groups of rows; (DATA) when rows lack
   *     an input, or hold what the model refuses
   */
  public void score(ModelProvider model, StoredRows rows, Consumer<Batch> scored) {
    score(model, rows, scored, Engines.LOCAL, Map.of());
  }

  /**
   * Computes all outputs of a model for rows that stay on the disk by another engine. The numbers
   * are the same, to the last bit.
   *
   * @param model makes the model, from {@link #component} or {@link #savedModel}
   * @param rows with the model's inputs; each process of the engine reads its part of the file by
   *     the same path
   * @param scored gets some rows at a time, outputs added, in the order of the file; their columns
   *     live until it returns
   * @param engine {@code local}, or {@code spark} with the artifact esscher-spark
   * @param options of the engine, as {@link RunBuilder#engine} takes them
   * @throws EsscherException (USER) for a model that looks at groups of rows; (DATA) when rows lack
   *     an input, or hold what the model refuses
   */
  public void score(
      ModelProvider model,
      StoredRows rows,
      Consumer<Batch> scored,
      String engine,
      Map<String, String> options) {
    score(model, rows, scored, engine, options, PassListener.NONE);
  }

  /**
   * Computes all outputs of a model for rows that stay on the disk by an engine, and tells how far
   * it is.
   *
   * @param model makes the model, from {@link #component} or {@link #savedModel}
   * @param rows with the model's inputs; each process of the engine reads its part of the file by
   *     the same path
   * @param scored gets some rows at a time, outputs added, in the order of the file; their columns
   *     live until it returns
   * @param engine {@code local}, or {@code spark} with the artifact esscher-spark
   * @param options of the engine, as {@link RunBuilder#engine} takes them
   * @param listener follows the one pass over the rows
   * @throws EsscherException (USER) for a model that looks at groups of rows; (DATA) when rows lack
   *     an input, or hold what the model refuses
   */
  public void score(
      ModelProvider model,
      StoredRows rows,
      Consumer<Batch> scored,
      String engine,
      Map<String, String> options,
      PassListener listener) {
    try (Cluster cluster = Engines.open(engine, description, options)) {
      serially(
          model,
          () -> {
            new Scoring(services(), cluster).of(model, rows, scored, listener);
            return true;
          });
    }
  }

  /**
   * Rolls a policy out and hands its steps over: a log.
   *
   * @param policy makes the policy, from {@link #component} or {@link #savedModel}
   * @param environment is played
   * @param episodes how many, at least 1
   * @param copies played side by side, at least 1; they change the episodes, not their law
   * @param seed of all randomness
   * @param log gets the rows of some episodes at a time, as {@link org.esscher.api.Run#episodes}
   *     gives them; their columns live until it returns
   */
  public void collect(
      ModelProvider policy,
      EnvironmentProvider environment,
      int episodes,
      int copies,
      long seed,
      Consumer<Batch> log) {
    new Collection(services(), seed).play(policy, environment, episodes, copies, log);
  }

  /**
   * A model that a run or a fit saved.
   *
   * @param file path, such as {@code models/policy.json} of a run directory
   * @return a provider of the model as it was saved
   * @throws EsscherException (DATA) when the file is no saved model
   */
  public ModelProvider savedModel(Path file) {
    return SavedModel.restored(file, services().components()::create);
  }

  /**
   * What models and other components are called with outside of a run: to serve a policy, to score
   * rows. There are no roles in it.
   *
   * @param columns makes the results' columns, which live as long as its arena
   * @param seed of the randomness of what is called with it
   * @return a context for one thread
   */
  public Context context(Columns columns, long seed) {
    return new CallContext(
        columns, seed, CallContext.NO_ROLES, services().components(), "embedding");
  }

  private <T> T serially(Object component, Supplier<T> work) {
    return registry().serialCalls().during(SerialCalls.declares(component), work);
  }

  /**
   * Starts to describe a run.
   *
   * @param recipe the recipe's id
   * @return a builder
   */
  public RunBuilder run(String recipe) {
    return new RunBuilder(this, recipe);
  }

  /**
   * A new arena for batches of the caller's own.
   *
   * @param name for messages
   * @return the arena; the caller closes it before this host
   */
  public Arena arena(String name) {
    return services().arena().child(name);
  }

  /**
   * For the host's own modules.
   *
   * @return what runs are made of
   * @throws EsscherException (USER) when the host is closed
   */
  public HostServices services() {
    HostServices wired = services;
    return wired == null ? wire() : wired;
  }

  /** What it loads. */
  HostDescription description() {
    return description;
  }

  private synchronized HostServices wire() {
    HostServices wired = services;
    if (wired == null) {
      wired = HostModule.wire(registry(), threads, description.portable());
      services = wired;
    }
    return wired;
  }

  private Components registry() {
    Components open = registry;
    if (open == null) {
      throw EsscherException.user("this host is closed; build another one");
    }
    return open;
  }

  /**
   * Frees memory, closes the plugins' class loaders and lets go of them. Components that were made
   * must not be used any more. While a run goes on, as one that was {@linkplain RunBuilder#start
   * given up} may, that waits for its end, and this returns without waiting. May be called twice.
   */
  @Override
  public synchronized void close() {
    if (registry == null) {
      return;
    }
    HostServices wired = services;
    registry = null;
    services = null;
    if (wired == null) {
      scan.close();
    } else {
      wired.runThreads().afterAll(() -> free(wired));
    }
  }

  private void free(HostServices wired) {
    try {
      wired.workers().close();
      wired.arena().close();
    } finally {
      scan.close();
    }
  }

  /** Describes a host. Not thread-safe. */
  public static final class Builder {
    private final List<Path> directories = new ArrayList<>();
    private final List<ClassLoader> classPaths = new ArrayList<>();
    private @Nullable Set<String> allowedDigests;
    private int threads = 1;
    private boolean portable;

    private Builder() {}

    /**
     * Loads plugins from a directory: each jar in it, and each directory of jars, is one plugin
     * with a class loader of its own. A plugin that does not name its components within 30 seconds
     * is given up, and its thread, a daemon, left behind.
     *
     * @param directory an existing directory
     * @return this
     */
    public Builder plugins(Path directory) {
      directories.add(directory);
      return this;
    }

    /**
     * Loads plugins from a class loader. They are not isolated: they share its class path.
     *
     * @param loader the loader, usually that of the application
     * @return this
     */
    public Builder classPath(ClassLoader loader) {
      classPaths.add(loader);
      return this;
    }

    /**
     * Loads only jars of known content. They are copied to the directory for temporary files while
     * they are checked, and loaded from there, so that nobody can change them in between; {@link
     * Esscher#close} deletes the copies.
     *
     * @param sha256 SHA-256 digests of the jars of plugin directories, in hexadecimal; the class
     *     path is the application's own and isn't looked at
     * @return this
     */
    public Builder allowDigests(Set<String> sha256) {
      allowedDigests = Set.copyOf(sha256);
      return this;
    }

    /**
     * Computes on several threads: expressions over large batches are cut into blocks, which any
     * thread may take. Results are the same bit for bit, whatever the number. By default there is
     * one, the caller's.
     *
     * @param count of threads, the caller's included, at least 1; the others are daemons named
     *     {@code esscher-worker-1} and so on, start when first needed and end when the host is
     *     closed
     * @return this
     * @throws EsscherException (USER) when it is below 1
     */
    public Builder threads(int count) {
      if (count < 1) {
        throw EsscherException.user("a host computes on 1 thread or more, not on %d", count);
      }
      threads = count;
      return this;
    }

    /**
     * Computes in plain Java, even where the JDK's Vector API could be used. Results are the same
     * bit for bit; this is for measurements.
     *
     * @return this
     */
    public Builder portable() {
      portable = true;
      return this;
    }

    /**
     * Looks for plugins.
     *
     * @return the host; the caller closes it
     * @throws EsscherException (PLUGIN) when two components share kind and id; (USER) when a plugin
     *     directory can't be read
     */
    public Esscher build() {
      PluginScan scan = new PluginScan();
      try {
        scan.builtIn(new RuntimePlugin());
        classPaths.forEach(scan::classPath);
        directories.forEach(directory -> scan.directory(directory, allowedDigests));
        HostDescription description =
            new HostDescription(directories, !classPaths.isEmpty(), allowedDigests, portable);
        return new Esscher(new Components(scan), scan, description, threads);
      } catch (RuntimeException | Error e) {
        scan.close();
        throw e;
      }
    }
  }
}
