package org.esscher.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.Environment;
import org.esscher.api.EnvironmentProvider;
import org.esscher.api.EpisodeReturns;
import org.esscher.api.EsscherException;
import org.esscher.api.ModelProvider;
import org.esscher.api.Space;
import org.esscher.data.Arena;
import org.esscher.data.Sink;
import org.esscher.data.Sinks;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.internal.config.ConfigTree;
import org.esscher.runtime.internal.wiring.CallContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code esscher collect}: a log of a policy's episodes. */
@Command(name = "collect", description = "Rolls a policy out in an environment and writes a log.")
final class CollectCommand extends HostCommand {
  @Option(
      names = "--environment",
      required = true,
      paramLabel = "ENVIRONMENT",
      description = "Its id, or YAML with an id: {id: cart-pole, limit: 200}.")
  String environment = "";

  @Mixin PolicyOption policy = new PolicyOption();

  @Mixin ProgressOption progress = new ProgressOption();

  @Option(names = "--episodes", paramLabel = "N", description = "How many; 100 by default.")
  int episodes = 100;

  @Option(
      names = "--copies",
      paramLabel = "N",
      description =
          "Played side by side; they change the episodes, not their distribution. 16 by default.")
  int copies = 16;

  @Option(names = "--seed", paramLabel = "N", description = "Seed of all randomness; 1 by default.")
  long seed = 1;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "LOG",
      description = "Where the log goes: .jsonl, .csv, .arrow, …")
  Path out = Path.of("");

  @Override
  int work(Esscher host) {
    if (episodes < 1 || copies < 1) {
      throw EsscherException.user(
          "%d episodes, %d side by side, were asked for; at least one of each is needed",
          episodes, copies);
    }
    EnvironmentProvider played = environment(host);
    ModelProvider acting = policy.found(host).apply(() -> actions(host, played));
    Told told = new Told();
    try (Sink sink = Sinks.open(out);
        Meter meter = progress.meter(this, "collect", "episodes")) {
      host.collect(
          acting,
          played,
          episodes,
          copies,
          seed,
          rows -> {
            sink.write(rows);
            told.add(rows);
            // A round has as many episodes as copies, but for the last one.
            told.episodes = Math.min(episodes, told.episodes + copies);
            meter.at((double) told.episodes / episodes, told.episodes, Map.of());
          });
      sink.commit();
    }
    if (json) {
      print(
          Map.of(
              "log",
              out.toString(),
              "episodes",
              episodes,
              "rows",
              told.rows,
              "meanReturn",
              told.sum / episodes));
    } else {
      out()
          .println(
              String.format(
                  Locale.ROOT,
                  "wrote %s: %d episodes, %d rows, mean return %.6g",
                  out,
                  episodes,
                  told.rows,
                  told.sum / episodes));
    }
    return 0;
  }

  private EnvironmentProvider environment(Esscher host) {
    Object tree = ConfigTree.with(Map.of(), "environment", environment).get("environment");
    Map<String, Object> fields = new LinkedHashMap<>();
    if (tree instanceof Map<?, ?> map) {
      map.forEach((key, value) -> fields.put(String.valueOf(key), value));
    } else {
      fields.put("id", environment);
    }
    Object id = fields.remove("id");
    if (id == null) {
      throw EsscherException.user(
          "--environment %s names no id; write it as {id: cart-pole, …}", environment);
    }
    return host.component(EnvironmentProvider.class, id.toString(), fields);
  }

  private static long actions(Esscher host, EnvironmentProvider provider) {
    try (Arena arena = host.arena("spaces");
        Environment made =
            provider.create(
                1,
                new CallContext(
                    arena, 1, CallContext.NO_ROLES, host.services().components(), "spaces"))) {
      if (made.actionSpace(made.players().get(0)).orElse(null) instanceof Space.Discrete numbered) {
        return numbered.count();
      }
      throw EsscherException.user(
          "the policy draws numbered actions, but the environment's are not; choose another"
              + " policy");
    }
  }

  /** What was written so far. */
  private static final class Told {
    private long rows;
    private int episodes;
    private double sum;

    void add(Batch batch) {
      rows += batch.rows();
      if (batch.has("reward")) {
        sum +=
            EpisodeReturns.of(batch, 1).returns().stream().mapToDouble(Double::doubleValue).sum();
      }
    }
  }
}
