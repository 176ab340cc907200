package org.esscher.runtime.internal.run;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.Consumer;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.api.Model;
import org.esscher.api.ModelProvider;
import org.esscher.data.Arena;
import org.esscher.data.ArrowBytes;
import org.esscher.data.BatchReader;
import org.esscher.data.Nearest;
import org.esscher.data.PortionReader;
import org.esscher.data.StoredRows;
import org.esscher.runtime.PassListener;
import org.esscher.runtime.internal.evaluate.Pieces;
import org.esscher.runtime.internal.expression.Frame;
import org.esscher.runtime.internal.progress.PassProgress;
import org.esscher.runtime.internal.wiring.HostServices;
import org.jspecify.annotations.Nullable;

/** Computes all outputs of a model outside of runs, in this process or by a cluster. */
public final class Scoring {
  /** Of what a model may draw. */
  private static final long SEED = 1;

  private final HostServices services;
  private final @Nullable Cluster cluster;

  /**
   * Scores here or elsewhere.
   *
   * @param services the host's parts
   * @param cluster computes on two shards and more instead, or null; the caller's
   */
  public Scoring(HostServices services, @Nullable Cluster cluster) {
    this.services = services;
    this.cluster = cluster;
  }

  /**
   * Scores rows.
   *
   * @param provider makes the model
   * @param rows with its inputs
   * @param into owns the result
   * @param listener follows the pass over the rows
   * @return the outputs by name, as many rows
   * @throws EsscherException (DATA) when rows lack an input
   */
  public Batch of(ModelProvider provider, Batch rows, Arena into, PassListener listener) {
    try (Model model = made(provider, into)) {
      requireInputs(model, rows);
      Frame frame = ShardOutputs.frame(rows, model, into);
      PassProgress progress = new PassProgress(listener);
      progress.begin(rows.rows());
      if (cluster == null || frame.shards().length <= 2) {
        return here(model).of(rows, 0, into, progress::through);
      }
      return elsewhere(cluster, provider, model).of(rows, frame, into, progress::through);
    }
  }

  /**
   * Scores rows that stay on the disk, a piece at a time.
   *
   * @param provider makes the model
   * @param stored with its inputs
   * @param scored gets the rows, outputs added, in their order; they live until it returns
   * @param listener follows the pass over the rows
   * @throws EsscherException (USER) for a model that looks at groups, whose rows may lie anywhere
   */
  public void of(
      ModelProvider provider, StoredRows stored, Consumer<Batch> scored, PassListener listener) {
    int rows = Pieces.requireNumber(stored);
    int pieces = Pieces.count(rows);
    try (Arena arena = services.arena().child("score");
        Model model = made(provider, arena);
        PortionReader reader = new PortionReader(stored, arena, 0)) {
      requireFitting(model, stored);
      ClusterOutputs elsewhere =
          cluster == null || rows <= Frame.SHARD_ROWS ? null : elsewhere(cluster, provider, model);
      PassProgress progress = new PassProgress(listener);
      progress.begin(rows);
      Deque<byte[]> found = new ArrayDeque<>();
      for (int piece = 0; piece < pieces; piece++) {
        if (elsewhere != null && found.isEmpty()) {
          int end = Math.min(pieces - piece, elsewhere.pieces()) + piece;
          found.addAll(elsewhere.of(stored, piece, end, progress::through));
        }
        try (Arena own = arena.child("piece")) {
          Batch batch = reader.next(Pieces.end(piece, rows) - Pieces.start(piece), own);
          Batch outputs =
              found.isEmpty()
                  ? here(model).of(batch, Pieces.firstShard(piece), own)
                  : ArrowBytes.read(found.remove(), own);
          scored.accept(with(batch, outputs));
          if (elsewhere == null) {
            progress.through(batch.rows());
          }
        }
      }
    }
  }

  /**
   * Rows with a model's outputs added.
   *
   * @param rows any
   * @param outputs as many rows
   * @return both
   */
  public static Batch with(Batch rows, Batch outputs) {
    Batch both = rows;
    for (String output : outputs.names()) {
      both = both.with(output, outputs.column(output));
    }
    return both;
  }

  private Model made(ModelProvider provider, Arena arena) {
    Model model = provider.create(OutputsTask.contexts(services).of(arena, SEED), null);
    if (model.outputs().isEmpty()) {
      model.close();
      throw EsscherException.user(
          "the model of %s computes no outputs, so there is nothing to score", provider);
    }
    return model;
  }

  private ShardOutputs here(Model model) {
    return new ShardOutputs(model, model.outputs(), SEED, OutputsTask.contexts(services));
  }

  private static ClusterOutputs elsewhere(Cluster cluster, ModelProvider provider, Model model) {
    byte[] saved = SavedModel.of(provider, model).toBytes();
    return new ClusterOutputs(cluster, new OutputsTask(saved, "", model.outputs(), SEED));
  }

  private static void requireInputs(Model model, Batch rows) {
    for (String input : model.inputs()) {
      if (!rows.has(input)) {
        throw EsscherException.data(
            "the rows lack the column '%s', which the model reads: add it, or rename the one that"
                + " holds it; %s",
            input, Nearest.among(rows.names(), input));
      }
    }
  }

  /** Looks at the first rows, before much work is done. */
  private void requireFitting(Model model, StoredRows stored) {
    try (Arena arena = services.arena().child("columns");
        BatchReader reader = stored.open(arena, 0)) {
      Batch rows = Objects.requireNonNull(reader.next());
      requireInputs(model, rows);
      model
          .groupedBy(rows.names())
          .ifPresent(
              group -> {
                throw EsscherException.user(
                    "the model looks at all rows of the same %s together, which may lie anywhere in a file that stays on the disk: read it whole, without --stream",
                    group);
              });
    }
  }
}
