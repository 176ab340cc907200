package org.esscher.trackers;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.esscher.runtime.RunListener;

/**
 * A run as gauges: {@code esscher.run.progress}, the fraction of the work that is done, and {@code
 * esscher.run.metric}, the latest value of each of its metrics, which the tag {@code metric} names.
 * All have the tag {@code run}.
 *
 * <pre>{@code
 * try (RunGauges gauges = new RunGauges(registry, "nightly", RunListener.NONE)) {
 *   host.run("kl-inference").data("data", "simulated-shop").listener(gauges).start();
 * }
 * }</pre>
 *
 * <p>Closing removes the gauges, so that runs that are over leave nothing in the registry. One run
 * at a time; the registry may be read on any thread.
 */
public final class RunGauges implements RunListener, AutoCloseable {
  private static final String PROGRESS = "esscher.run.progress";
  private static final String METRIC = "esscher.run.metric";

  private final MeterRegistry registry;
  private final String run;
  private final RunListener next;
  private final Map<String, Double> latest = new ConcurrentHashMap<>();
  private final Map<String, Meter> meters = new ConcurrentHashMap<>();
  private volatile double progress;

  /**
   * Registers the gauge of the progress; those of metrics follow as they are first recorded.
   *
   * @param registry the application's
   * @param run the value of the tag {@code run}; runs side by side need different ones
   * @param next is told everything too, and says whether the run is to stop
   */
  public RunGauges(MeterRegistry registry, String run, RunListener next) {
    this.registry = registry;
    this.run = run;
    this.next = next;
    register(PROGRESS, Tags.of("run", run), () -> progress);
  }

  @Override
  public void reading(String source, long rows, double fraction) {
    next.reading(source, rows, fraction);
  }

  @Override
  public void joining(String source, double fraction) {
    next.joining(source, fraction);
  }

  @Override
  public void progress(double fraction, Map<String, Double> metrics) {
    progress = fraction;
    latest.putAll(metrics);
    for (String metric : metrics.keySet()) {
      if (!meters.containsKey(METRIC + " " + metric)) {
        register(
            METRIC,
            Tags.of("run", run, "metric", metric),
            () -> latest.getOrDefault(metric, Double.NaN));
      }
    }
    next.progress(fraction, metrics);
  }

  @Override
  public boolean cancelled() {
    return next.cancelled();
  }

  private void register(String name, Tags tags, Supplier<Number> value) {
    Gauge gauge = Gauge.builder(name, value).tags(tags).strongReference(true).register(registry);
    String metric = gauge.getId().getTag("metric");
    meters.put(metric == null ? name : name + " " + metric, gauge);
  }

  @Override
  public void close() {
    meters.values().forEach(registry::remove);
    meters.clear();
  }
}
