package org.esscher.runtime.internal.run;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.esscher.api.Batch;
import org.esscher.api.Model;
import org.esscher.data.Arena;
import org.esscher.data.ArrowBytes;
import org.esscher.data.PortionReader;
import org.esscher.data.ReadOptions;
import org.esscher.data.Sources;
import org.esscher.data.StoredRows;
import org.esscher.runtime.internal.evaluate.LogTask;
import org.esscher.runtime.internal.evaluate.Pieces;
import org.esscher.runtime.internal.wire.Wire;
import org.esscher.runtime.internal.wiring.CallContext;
import org.esscher.runtime.internal.wiring.HostServices;

/**
 * A model's outputs of some whole shards, in whichever process, as it goes over the wire.
 *
 * @param models a {@link Replica} of a run, or else a {@link SavedModel}
 * @param role whose model of the run it is; empty for the saved model
 * @param outputs what is computed
 * @param seed of {@link ShardOutputs}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record OutputsTask(byte[] models, String role, Set<String> outputs, long seed) {
  /** The first byte, which tells it apart from other work of a partition. */
  private static final int TAG = 2;

  /** Whether bytes are such a task. */
  static boolean is(byte[] work) {
    return work[0] == TAG;
  }

  byte[] toBytes() {
    return Wire.bytes(
        out -> {
          out.writeByte(TAG);
          Wire.writeBytes(out, models);
          Wire.writeText(out, role);
          out.writeInt(outputs.size());
          for (String output : new TreeSet<>(outputs)) {
            Wire.writeText(out, output);
          }
          out.writeLong(seed);
        });
  }

  static OutputsTask read(byte[] work) {
    return Wire.read(
        work,
        in -> {
          in.readByte();
          byte[] models = Wire.readBytes(in);
          String role = Wire.readText(in);
          Set<String> outputs = new TreeSet<>();
          for (int left = in.readInt(); left > 0; left--) {
            outputs.add(Wire.readText(in));
          }
          return new OutputsTask(models, role, outputs, in.readLong());
        });
  }

  /** Rows that are sent, with the number of shards before them. */
  static byte[] sent(Batch rows, long firstShard) {
    return Wire.bytes(
        out -> {
          out.writeBoolean(false);
          out.writeLong(firstShard);
          Wire.writeBytes(out, ArrowBytes.write(rows));
        });
  }

  /** Rows that each process reads from a file. */
  static byte[] stored(LogTask.Range pieces) {
    return Wire.bytes(
        out -> {
          out.writeBoolean(true);
          out.write(pieces.toBytes());
        });
  }

  /** Computes; gives the outputs of each piece, or of all rows that were sent, as Arrow. */
  byte[] run(HostServices services, byte[] rows) {
    try (Arena arena = services.arena().child("outputs")) {
      if (!role.isEmpty()) {
        try (Roles roles = Replica.roles(models, services, arena)) {
          ShardOutputs run =
              new ShardOutputs(
                  roles.model(role),
                  outputs,
                  seed,
                  (columns, own) ->
                      new CallContext(columns, own, roles::model, services.components(), "run"));
          return LogTask.found(found(run, rows, arena));
        }
      }
      ShardOutputs.Contexts contexts = contexts(services);
      SavedModel saved = SavedModel.of(models, "the model that was sent");
      try (Model model =
          saved
              .provider(services.components()::create)
              .create(contexts.of(arena, seed), saved.state())) {
        return LogTask.found(found(new ShardOutputs(model, outputs, seed, contexts), rows, arena));
      }
    }
  }

  /** The contexts of a model outside of runs. */
  static ShardOutputs.Contexts contexts(HostServices services) {
    return (columns, seed) ->
        new CallContext(columns, seed, CallContext.NO_ROLES, services.components(), "score");
  }

  private static List<byte[]> found(ShardOutputs outputs, byte[] rows, Arena arena) {
    return Wire.read(
        rows,
        in -> in.readBoolean() ? ofFile(outputs, in, arena) : List.of(ofSent(outputs, in, arena)));
  }

  private static byte[] ofSent(ShardOutputs outputs, DataInputStream in, Arena arena)
      throws IOException {
    long firstShard = in.readLong();
    Batch rows = ArrowBytes.read(Wire.readBytes(in), arena);
    return ArrowBytes.write(outputs.of(rows, firstShard, arena));
  }

  private static List<byte[]> ofFile(ShardOutputs outputs, DataInputStream in, Arena arena)
      throws IOException {
    LogTask.Range pieces = LogTask.Range.read(in);
    // All columns: a model may read more than it needs.
    StoredRows log = Sources.open(Path.of(pieces.file()), ReadOptions.defaults()).stored();
    List<byte[]> found = new ArrayList<>();
    try (PortionReader reader = new PortionReader(log, arena, Pieces.start(pieces.first()))) {
      for (int piece = pieces.first(); piece < pieces.end(); piece++) {
        try (Arena own = arena.child("piece")) {
          int rows = Pieces.end(piece, (int) log.rows()) - Pieces.start(piece);
          Batch batch = reader.next(rows, own);
          found.add(ArrowBytes.write(outputs.of(batch, Pieces.firstShard(piece), own)));
        }
      }
    }
    return found;
  }
}
