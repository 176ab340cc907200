package org.esscher.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.ModelProvider;
import org.esscher.data.Arena;
import org.esscher.data.ReadOptions;
import org.esscher.data.Sink;
import org.esscher.data.Sinks;
import org.esscher.data.Source;
import org.esscher.data.Sources;
import org.esscher.data.StoredRows;
import org.esscher.runtime.Esscher;
import org.esscher.runtime.PassListener;
import org.esscher.runtime.internal.evaluate.Pieces;
import org.esscher.runtime.internal.run.Scoring;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code esscher score}: a saved model's outputs. */
@Command(name = "score", description = "Computes a saved model's outputs for the rows of a file.")
final class ScoreCommand extends HostCommand {
  @Parameters(index = "0", paramLabel = "MODEL", description = "A model that a run or a fit saved.")
  Path modelFile = Path.of("");

  @Option(
      names = "--in",
      required = true,
      paramLabel = "FILE",
      description = "Rows with the model's inputs.")
  Path in = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "Where the rows go, outputs added; JSON without it.")
  @Nullable Path outFile;

  @Option(
      names = "--stream",
      description =
          "Leave the rows on the disk, for files that are larger than memory: .parquet or"
              + " .arrow. The outputs are the same; --out is needed.")
  boolean stream;

  @Mixin EngineOption engine = new EngineOption();

  @Mixin ProgressOption progress = new ProgressOption();

  @Override
  int work(Esscher host) {
    ModelProvider model = host.savedModel(modelFile);
    engine.require();
    Source rows = Sources.open(in, ReadOptions.defaults());
    FromFile.naming(
        List.of(in.toString()),
        () -> {
          if (stream) {
            streamed(host, model, rows);
          } else {
            whole(host, model, rows);
          }
          return true;
        });
    return 0;
  }

  private void whole(Esscher host, ModelProvider model, Source source) {
    try (Arena arena = host.arena("score")) {
      if (outFile != null) {
        written(host, model, source, arena, outFile);
      } else {
        String text;
        try (Meter meter = progress.meter(this, "read", "rows")) {
          Batch outputs = scored(host, model, read(source, arena, meter), arena, meter);
          meter.begin("write");
          text = text(outputs, meter);
        }
        out().println(text);
        return;
      }
    }
    out().println("wrote " + outFile);
  }

  private static String text(Batch outputs, Meter meter) {
    JsonRows rows = new JsonRows();
    Map<String, Object> tree = Json.map();
    outputs.names().forEach(name -> tree.put(name, rows.list(outputs.column(name), name)));
    return rows.pretty(tree, meter);
  }

  /** A file that can't be written is refused before the work. */
  private void written(Esscher host, ModelProvider model, Source source, Arena arena, Path file) {
    try (Sink sink = Sinks.open(file);
        Meter meter = progress.meter(this, "read", "rows")) {
      Batch rows = read(source, arena, meter);
      Batch outputs = scored(host, model, rows, arena, meter);
      write(Scoring.with(rows, outputs), sink, arena, meter.passes("write"));
      sink.commit();
    }
  }

  /** In parts, as if they had stayed on the disk. */
  private static void write(Batch rows, Sink sink, Arena arena, PassListener listener) {
    listener.progress(1, 0, rows.rows());
    for (int piece = 0; piece < Pieces.count(rows.rows()); piece++) {
      int end = Pieces.end(piece, rows.rows());
      try (Arena part = arena.child("written")) {
        sink.write(Pieces.rows(rows, Pieces.start(piece), end, part));
      }
      listener.progress(1, end, rows.rows());
    }
  }

  private static Batch read(Source source, Arena arena, Meter meter) {
    return source.watched(meter).readAll(arena);
  }

  private Batch scored(Esscher host, ModelProvider model, Batch rows, Arena arena, Meter meter) {
    return host.score(model, rows, arena, engine.name, engine.options(), meter.passes("score"));
  }

  private void streamed(Esscher host, ModelProvider model, Source source) {
    if (outFile == null) {
      throw EsscherException.user(
          "--stream writes rows as they are scored: say where to, with --out");
    }
    StoredRows rows = source.stored();
    try (Sink sink = Sinks.open(outFile);
        Meter meter = progress.meter(this, "score", "rows")) {
      host.score(model, rows, sink::write, engine.name, engine.options(), meter.passes("score"));
      sink.commit();
    }
    out().println("wrote " + outFile);
  }
}
