package org.esscher.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.esscher.api.EsscherException;
import org.esscher.api.Recipe;
import org.esscher.runtime.internal.config.ConfigTree;
import org.esscher.runtime.internal.run.Cluster;
import org.esscher.runtime.internal.run.Engines;
import org.esscher.runtime.internal.run.RunLoop;
import org.esscher.runtime.internal.run.RunRequest;
import org.esscher.runtime.internal.run.SupervisedRun;
import org.esscher.runtime.internal.wiring.HostServices;
import org.jspecify.annotations.Nullable;

/**
 * Describes a run of a recipe, and starts it. Not thread-safe.
 *
 * <p>For example:
 *
 * <pre>{@code
 * RunResult run =
 *     host.run("kl-inference")
 *         .data("data", log.learning().toString())
 *         .set("context", "[segment]")
 *         .set("temperatures", TEMPERATURES.toString())
 *         .set("steps", "60")
 *         .set("referenceSteps", "60")
 *         .out(runs.apply(day))
 *         .seed(day)
 *         .start();
 * }</pre>
 */
public final class RunBuilder {
  private final Esscher host;
  private final String recipe;
  private final Map<String, String> sources = new LinkedHashMap<>();
  private Map<String, Object> config = new LinkedHashMap<>();
  private final Set<String> streamed = new TreeSet<>();
  private @Nullable Path out;
  private long seed = 1;
  private boolean resume;
  private @Nullable Duration timeLimit;
  private RunListener listener = RunListener.NONE;
  private String engine = Engines.LOCAL;
  private Map<String, String> engineOptions = Map.of();

  RunBuilder(Esscher host, String recipe) {
    this.host = host;
    this.recipe = recipe;
  }

  /**
   * Gives a source its data.
   *
   * @param source one of the recipe's sources; most have {@code data}
   * @param location a file, or the id of a generator
   * @return this
   */
  public RunBuilder data(String source, String location) {
    sources.put(source, location);
    return this;
  }

  /**
   * Leaves a source's file on the disk, for one that is larger than the memory: a Parquet file, or
   * one in Arrow's file format. Its rows come in another order than those of a source in memory:
   * the file's row groups, or record batches, are shuffled, and rows within some 262,144 that
   * follow one another then. The recipe may ask for next rows, and for nothing else.
   *
   * @param source one of those that were given data
   * @return this
   */
  public RunBuilder stream(String source) {
    streamed.add(source);
    return this;
  }

  /**
   * Sets one field of the recipe.
   *
   * @param key dotted path
   * @param value YAML
   * @return this
   */
  public RunBuilder set(String key, String value) {
    config = ConfigTree.with(config, key, value);
    return this;
  }

  /**
   * Sets fields of the recipe.
   *
   * @param fields by name, over those set before
   * @return this
   */
  public RunBuilder config(Map<String, ?> fields) {
    config = new LinkedHashMap<>(config);
    config.putAll(fields);
    return this;
  }

  /**
   * Chooses the run directory.
   *
   * @param directory new or empty, unless the run is resumed; by default one under {@code runs/}
   * @return this
   */
  public RunBuilder out(Path directory) {
    out = directory;
    return this;
  }

  /**
   * Chooses the seed of all randomness.
   *
   * @param value any number; 1 by default
   * @return this
   */
  public RunBuilder seed(long value) {
    seed = value;
    return this;
  }

  /**
   * Goes on where the run directory's last checkpoint stands.
   *
   * @param value whether to
   * @return this
   */
  public RunBuilder resume(boolean value) {
    resume = value;
    return this;
  }

  /**
   * Limits the time that the run may take, from {@link #start()} on, by the process's own clock.
   * When it is over the run stops, within a step at the step's next call to the host, and has the
   * status {@link Status#TIMED_OUT}; its last checkpoint is good, and it can be resumed, with a new
   * limit or none. A step that makes no call for long is interrupted, and at last left behind, as
   * {@link #start} says.
   *
   * @param limit positive; none by default
   * @return this
   * @throws EsscherException (USER) when it is not positive
   */
  public RunBuilder timeLimit(Duration limit) {
    if (limit.isNegative() || limit.isZero()) {
      throw EsscherException.user(
          "a run's time limit is %s; give a positive one, or leave it out", limit);
    }
    timeLimit = limit;
    return this;
  }

  /**
   * Follows the run.
   *
   * @param follower called as {@link RunListener} says
   * @return this
   */
  public RunBuilder listener(RunListener follower) {
    listener = follower;
    return this;
  }

  /**
   * Chooses who computes on large batches. Results are the same to the last bit.
   *
   * @param name {@code local}, this process alone, which is the default; or {@code spark}, with the
   *     artifact esscher-spark
   * @param options of the engine; of spark: {@code master} and {@code partitions}
   * @return this
   */
  public RunBuilder engine(String name, Map<String, String> options) {
    engine = name;
    engineOptions = Map.copyOf(options);
    return this;
  }

  /**
   * Makes the recipe as it is configured so far.
   *
   * @return what {@link #start()} would run
   * @throws org.esscher.api.EsscherException when there is no such recipe, or its configuration is
   *     wrong
   */
  public Recipe recipe() {
    return host.component(Recipe.class, recipe, config);
  }

  /**
   * Runs to the end, and returns then. The run has a thread of its own, a daemon named {@code
   * esscher-run-1} or another number, which ends with it; an interrupt of the calling thread asks
   * the run to stop, and is kept.
   *
   * <p>A run that is asked to stop (by its {@link #listener}, its {@link #timeLimit}, an interrupt)
   * stops where its recipe next calls the host. A step that calls nothing for 20 seconds then is
   * interrupted; where it doesn't heed that for another 5, the run is given up: this throws, the
   * directory says FAILED, the last checkpoint is good, and the run may be resumed. Its thread is
   * left behind with all that it may use: the run's memory is freed when the step ends, if it ever
   * does, and closing the host frees the host's memory and class loaders only then. Components that
   * are called serially wait for it.
   *
   * @return where it ended
   * @throws org.esscher.api.EsscherException when it can't start, or fails; after a failure the
   *     directory says so and its last checkpoint is good; (PLUGIN) naming the recipe and the step,
   *     when it was given up
   */
  public RunResult start() {
    Recipe made = recipe();
    Path directory = out == null ? Path.of("runs", recipe + "-" + timestamp()) : out;
    HostServices services = host.services();
    Cluster cluster = Engines.open(engine, host.description(), engineOptions);
    RunRequest request =
        new RunRequest(
            made, sources, directory, seed, resume, listener, cluster, timeLimit, streamed);
    return new SupervisedRun(new RunLoop(services, request), cluster).on(services.runThreads());
  }

  private static String timestamp() {
    return LocalDateTime.now(ZoneId.systemDefault())
        .format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT));
  }
}
