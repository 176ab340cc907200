package org.esscher.runtime.internal.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.arrow.memory.OutOfMemoryException;
import org.esscher.api.Component;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.esscher.api.State;
import org.esscher.data.Arena;
import org.esscher.data.Nearest;
import org.esscher.runtime.RunResult;
import org.esscher.runtime.Status;
import org.esscher.runtime.internal.config.SerialCalls;
import org.esscher.runtime.internal.wiring.HostServices;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the loop of one run: start, steps, finish; after each step metrics and rows are appended,
 * and every few seconds a checkpoint is written. A run that is killed and resumed repeats the steps
 * since its last checkpoint, with the same randomness, and so gives the same results bit for bit.
 */
public final class RunLoop {
  private static final Logger LOG = LoggerFactory.getLogger(RunLoop.class);
  private static final Duration CHECKPOINT_EVERY = Duration.ofSeconds(5);

  private final HostServices services;
  private final RunRequest request;
  private final Duration checkpointEvery;
  private final SharedListener listener;
  private final @Nullable TimeLimit timeLimit;
  private final LongSupplier clock;
  private final Supervision supervision;
  private final String name;
  private final Map<String, Double> latest = new LinkedHashMap<>();
  private Map<String, State> finalStates = Map.of();

  /**
   * A run that has not started.
   *
   * @param services the host's parts
   * @param request what is to be run
   */
  public RunLoop(HostServices services, RunRequest request) {
    this(services, request, CHECKPOINT_EVERY, System::nanoTime);
  }

  /** A child, which is supervised with its parent. */
  RunLoop(HostServices services, RunRequest request, Supervision supervision) {
    this(services, request, CHECKPOINT_EVERY, System::nanoTime, supervision);
  }

  RunLoop(HostServices services, RunRequest request, Duration checkpointEvery, LongSupplier clock) {
    this(services, request, checkpointEvery, clock, new Supervision());
  }

  private RunLoop(
      HostServices services,
      RunRequest request,
      Duration checkpointEvery,
      LongSupplier clock,
      Supervision supervision) {
    this.services = services;
    this.listener = new SharedListener(request.listener());
    Duration limit = request.timeLimit();
    this.timeLimit = limit == null ? null : new TimeLimit(listener, limit, clock);
    this.request = request.followedBy(timeLimit == null ? listener : timeLimit);
    this.checkpointEvery = checkpointEvery;
    this.clock = clock;
    this.supervision = supervision;
    Class<?> type = request.recipe().getClass();
    Component named = type.getAnnotation(Component.class);
    this.name = named == null ? type.getName() : named.value();
  }

  Supervision supervision() {
    return supervision;
  }

  /** The recipe's id, or its class where it has none. */
  String recipe() {
    return name;
  }

  Path directory() {
    return request.directory();
  }

  /** Whether the run shall stop, as another thread than the run's asks. */
  boolean stopWanted() {
    return timedOut() || listener.stopWanted();
  }

  boolean timedOut() {
    return timeLimit != null && timeLimit.over();
  }

  /** The last value of each metric, so far. */
  Map<String, Double> latest() {
    return latest;
  }

  /** What each role's model saved at the end; empty before. */
  Map<String, State> finalStates() {
    return finalStates;
  }

  /**
   * Runs to the end, to a failure, or until it is asked to stop, on this thread: there it stops
   * where the recipe calls the host, and nowhere else.
   *
   * @return where it ended
   */
  public RunResult run() {
    String parent = supervision.place();
    try {
      return supervised();
    } finally {
      supervision.at(parent);
    }
  }

  private RunResult supervised() {
    serially(
        () -> {
          checkSources();
          return true;
        });
    Map<String, Object> config = RunFacts.config(request);
    try (Arena arena = services.arena().child("run")) {
      Datasets datasets =
          new Datasets(
              request.sources(), request.streamed(), request.seed(), arena, services.components());
      boolean resumed = request.resume();
      RunDirectory.require(request.directory(), resumed);
      // Bad input is told before a directory is made; where there is one, it is looked at first.
      Map<String, SourceFacts> data = resumed ? Map.of() : loaded(datasets);
      try (datasets;
          RunDirectory directory = supervision.open(request.directory(), resumed)) {
        if (resumed) {
          directory.requireSameConfig(config);
          directory.requireSameData(RunFacts.data(request, loaded(datasets)));
        } else {
          // The configuration comes last: where it is, there is a run to resume.
          directory.json(
              "environment.json",
              RunFacts.environment(request, data, services.workers().kernels()));
          directory.json("config.json", config);
        }
        directory.status(Status.RUNNING, "");
        return run(directory, datasets, arena);
      }
    }
  }

  private Map<String, SourceFacts> loaded(Datasets datasets) {
    return serially(() -> datasets.loadAll(request.listener()));
  }

  /**
   * Does what uses the recipe, or makes data, before there is a run; what comes then, that does.
   */
  private <T> T serially(Supplier<T> work) {
    return services.components().serialCalls().during(SerialCalls.declares(request.recipe()), work);
  }

  private void checkSources() {
    Map<String, Boolean> known = request.recipe().sources();
    for (String source : request.streamed()) {
      if (!request.sources().containsKey(source)) {
        throw EsscherException.user(
            "the source '%s' is to be streamed, but was given no data", source);
      }
    }
    for (String source : request.sources().keySet()) {
      if (!known.containsKey(source)) {
        throw EsscherException.user(
            "the recipe has no source '%s'%s", source, Nearest.hint(source, known.keySet()));
      }
    }
    known.forEach(
        (source, required) -> {
          if (required && !request.sources().containsKey(source)) {
            throw EsscherException.user(
                "the recipe needs data for its source '%s': give a file, or a generator's id, with --%s",
                source, source);
          }
        });
  }

  private RunResult run(RunDirectory directory, Datasets datasets, Arena arena) {
    Checkpoints checkpoints = new Checkpoints(directory.path("checkpoints"));
    StateStore store = new StateStore(directory.path("checkpoints").resolve("states"), supervision);
    State checkpoint =
        request.resume() ? checkpoints.latest().orElse(State.empty()) : State.empty();
    Spans spans = new Spans(System::nanoTime);
    try (Timings timings = new Timings(directory.path("timings.jsonl"));
        ActiveRun run =
            serially(() -> new ActiveRun(services, request, spans, datasets, arena, supervision));
        Journal metrics =
            new Journal(
                directory.path("metrics.jsonl"), (long) checkpoint.number("bytes/metrics", 0));
        Journal tables =
            new Journal(
                directory.path("tables.jsonl"), (long) checkpoint.number("bytes/tables", 0))) {
      RunParts parts = new RunParts(run, store);
      Steps steps = new Steps(run, arena, checkpoints, parts, metrics, tables, spans, timings);
      Status status = steps.run(checkpoint);
      finalStates = run.serially(() -> run.roles().states());
      if (status == Status.FINISHED) {
        run.doSerially(() -> RunOutputs.models(directory, run.roles(), supervision));
        RunOutputs.metrics(directory, services.arena(), supervision);
      }
      directory.status(status, message(status));
      supervision.at("the closing of what '" + name + "' used");
      return new RunResult(directory.path(), status, latest);
    } catch (Cancelled e) {
      // It was given up: nobody waits for it any more, and it writes nothing.
      throw e;
    } catch (EsscherException e) {
      directory.failed(String.valueOf(e.getMessage()), e);
      throw e;
    } catch (RuntimeException
        | OutOfMemoryError
        | StackOverflowError
        | LinkageError
        | AssertionError e) {
      boolean memory = e instanceof OutOfMemoryError || e instanceof OutOfMemoryException;
      ErrorCode code = memory ? ErrorCode.RESOURCES : ErrorCode.PLUGIN;
      directory.failed(e.toString(), e);
      throw new EsscherException(
          code,
          "the run failed in the code of its recipe or of a component: "
              + e
              + "; its last checkpoint is good",
          e);
    }
  }

  /** Why a run stopped before its end. */
  private Status stopped() {
    return timeLimit != null && timeLimit.stopped() ? Status.TIMED_OUT : Status.CANCELLED;
  }

  private static String message(Status status) {
    return switch (status) {
      case CANCELLED -> "stopped as asked; go on with --resume";
      case TIMED_OUT -> "stopped at its time limit; go on with --resume";
      case RUNNING, FINISHED, FAILED -> "";
    };
  }

  /** The steps of one run. */
  private final class Steps {
    private final ActiveRun run;
    private final Arena arena;
    private final Checkpoints checkpoints;
    private final RunParts parts;
    private final Journal metrics;
    private final Journal tables;
    private final Spans spans;
    private final Timings timings;
    private long step;
    private boolean finished;
    private State state = State.empty();

    Steps(
        ActiveRun run,
        Arena arena,
        Checkpoints checkpoints,
        RunParts parts,
        Journal metrics,
        Journal tables,
        Spans spans,
        Timings timings) {
      this.run = run;
      this.arena = arena;
      this.checkpoints = checkpoints;
      this.parts = parts;
      this.metrics = metrics;
      this.tables = tables;
      this.spans = spans;
      this.timings = timings;
    }

    Status run(State checkpoint) {
      try {
        if (checkpoint.has("step")) {
          SavedModel.made(
              "the checkpoint of " + request.directory(),
              () -> {
                restore(checkpoint);
                return checkpoint;
              });
        } else {
          state = inStep(0, () -> request.recipe().start(run));
          checkpoint();
        }
        return finished ? Status.FINISHED : toTheEnd();
      } catch (Cancelled e) {
        supervision.requireStanding();
        // In mid-step models are neither old nor new: the last checkpoint stands.
        return stopped();
      }
    }

    private Status toTheEnd() {
      long written = clock.getAsLong();
      while (progress() < 1) {
        if (request.listener().cancelled() || Thread.currentThread().isInterrupted()) {
          checkpoint();
          return stopped();
        }
        state = inStep(step + 1, () -> request.recipe().step(state, run));
        step++;
        request.listener().progress(progress(), latest);
        if (clock.getAsLong() - written >= checkpointEvery.toNanos()) {
          checkpoint();
          written = clock.getAsLong();
        }
      }
      checkpoint();
      state =
          inStep(
              step + 1,
              () -> {
                request.recipe().finish(state, run);
                spans.of("exact frontier", () -> new ExactFrontiers(run).record());
                return state;
              });
      finished = true;
      checkpoint();
      return Status.FINISHED;
    }

    private double progress() {
      double progress = run.serially(() -> request.recipe().progress(state));
      if (Double.isNaN(progress)) {
        throw EsscherException.plugin(
            "the recipe's progress after step %d is not a number; give the fraction that is done",
            step);
      }
      return progress;
    }

    private State inStep(long number, Supplier<State> work) {
      supervision.at((number == 0 ? "the start of '" : "step " + number + " of '") + name + "'");
      try (Arena columns = arena.child("step")) {
        run.begin(number, columns);
        State next = heeding(work);
        supervision.write(
            () -> {
              run.stepMetrics()
                  .forEach((name, value) -> metrics.append(metric(number, name, value)));
              run.stepRows().forEach(tables::append);
            });
        latest.putAll(run.stepMetrics());
        return next;
      }
    }

    /** A step that is interrupted, as nothing else stops it, throws what it likes. */
    private State heeding(Supplier<State> work) {
      try {
        return run.serially(work);
      } catch (RuntimeException e) {
        if (supervision.interrupted() && !(e instanceof Cancelled)) {
          LOG.info("an interrupt ended {}", supervision.place(), e);
          throw new Cancelled();
        }
        throw e;
      }
    }

    private Map<String, Object> metric(long number, String name, double value) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("step", number);
      line.put("name", name);
      line.put("value", value);
      return line;
    }

    private void checkpoint() {
      supervision.at("the checkpoint after step " + step + " of '" + name + "'");
      spans.of("checkpoint", this::save);
      supervision.write(() -> timings.write(step, spans.take()));
    }

    private void save() {
      State saved = run.serially(parts::save);
      supervision.write(() -> write(saved));
    }

    private void write(State saved) {
      State whole =
          State.empty()
              .with("step", (double) step)
              .with("finished", finished ? 1 : 0)
              .with("bytes/metrics", (double) metrics.sync())
              .with("bytes/tables", (double) tables.sync())
              .withAll("recipe", state)
              .withAll("parts", saved);
      // With its place: whoever reads a run's metrics reads them in one order, resumed or not.
      int place = 0;
      for (Map.Entry<String, Double> value : latest.entrySet()) {
        whole = whole.with("latest/" + value.getKey(), value.getValue(), place++);
      }
      checkpoints.write(step, whole);
      parts.written(saved);
    }

    private void restore(State checkpoint) {
      step = (long) checkpoint.number("step", 0);
      finished = checkpoint.number("finished", 0) == 1;
      state = checkpoint.under("recipe");
      run.doSerially(() -> parts.resume(checkpoint.under("parts")));
      State values = checkpoint.under("latest");
      values.numberNames().stream()
          .sorted(Comparator.comparingDouble(name -> values.get(name)[1]))
          .forEach(name -> latest.put(name, values.get(name)[0]));
    }
  }
}
