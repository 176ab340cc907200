package org.esscher.runtime.internal.evaluate;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.esscher.api.Context;
import org.esscher.api.Model;
import org.esscher.data.Arena;
import org.esscher.data.ReadOptions;
import org.esscher.data.Sources;
import org.esscher.data.StoredRows;
import org.esscher.runtime.internal.progress.PassProgress;
import org.esscher.runtime.internal.run.SavedModel;
import org.esscher.runtime.internal.wire.Wire;
import org.esscher.runtime.internal.wiring.CallContext;
import org.esscher.runtime.internal.wiring.HostServices;

/**
 * One pass over some pieces of a stored log, in whichever process: it makes the policy anew, and
 * reads the pieces from the file itself.
 *
 * @param policy as {@link SavedModel} has it
 * @param pass what is done
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record LogTask(byte[] policy, LogPass pass) {
  /** The first byte, which tells it apart from other work of a partition. */
  private static final int TAG = 1;

  /**
   * Whether bytes are such a task.
   *
   * @param work any work of a partition
   * @return true when they are
   */
  public static boolean is(byte[] work) {
    return work[0] == TAG;
  }

  byte[] toBytes() {
    return Wire.bytes(
        out -> {
          out.writeByte(TAG);
          Wire.writeBytes(out, policy);
          pass.write(out);
        });
  }

  /**
   * Reads a task.
   *
   * @param work which {@link #is} one
   * @return the task
   */
  public static LogTask read(byte[] work) {
    return Wire.read(
        work,
        in -> {
          in.readByte();
          return new LogTask(Wire.readBytes(in), LogPass.read(in));
        });
  }

  /**
   * Does it.
   *
   * @param services of this process's host
   * @param range which pieces of which file
   * @return what each piece gave, in order
   */
  public byte[] run(HostServices services, byte[] range) {
    Range pieces = Wire.read(range, Range::read);
    try (Arena arena = services.arena().child("policy")) {
      Context context =
          new CallContext(
              arena, pass.seed(), CallContext.NO_ROLES, services.components(), "policy");
      SavedModel saved = SavedModel.of(policy, "the policy that was sent");
      try (Model model = saved.provider(services.components()::create).create(context, null)) {
        StoredRows log =
            Sources.open(Path.of(pieces.file()), ReadOptions.defaults())
                .stored()
                .withColumns(StoredEvaluation.columns(model));
        return found(
            new LogPartition(services, log, pieces.first(), pieces.end(), PassProgress.none())
                .run(model, pass));
      }
    }
  }

  /**
   * What a process gave, as bytes.
   *
   * @param pieces what each piece gave, in order
   * @return for {@link #pieces}
   */
  public static byte[] found(List<byte[]> pieces) {
    return Wire.bytes(
        out -> {
          out.writeInt(pieces.size());
          for (byte[] piece : pieces) {
            Wire.writeBytes(out, piece);
          }
        });
  }

  /**
   * What each piece gave, of what a process gave.
   *
   * @param found of {@link #found}
   * @return in order
   */
  public static List<byte[]> pieces(byte[] found) {
    return Wire.read(
        found,
        in -> {
          List<byte[]> pieces = new ArrayList<>();
          for (int left = in.readInt(); left > 0; left--) {
            pieces.add(Wire.readBytes(in));
          }
          return pieces;
        });
  }

  /**
   * Some pieces of a file.
   *
   * @param file a path that each process can read
   * @param first of the pieces
   * @param end one past the last
   */
  public record Range(String file, int first, int end) {
    /**
     * Consecutive pieces of a log, cut for several processes.
     *
     * @param log the rows
     * @param first of the pieces
     * @param end one past the last
     * @param most at most so many ranges
     * @return as many pieces in each as may be
     */
    public static List<Range> of(StoredRows log, int first, int end, int most) {
      String file = log.sharedFile().toAbsolutePath().toString();
      long pieces = (long) end - first;
      int count = (int) Math.min(most, pieces);
      List<Range> ranges = new ArrayList<>();
      for (int range = 0; range < count; range++) {
        int from = first + (int) (pieces * range / count);
        ranges.add(new Range(file, from, first + (int) (pieces * (range + 1) / count)));
      }
      return ranges;
    }

    /**
     * How many rows it has.
     *
     * @param all rows of the log
     * @return of its pieces
     */
    public int rows(int all) {
      return Pieces.end(end - 1, all) - Pieces.start(first);
    }

    /**
     * As it goes over the wire.
     *
     * @return for {@link #read}
     */
    public byte[] toBytes() {
      return Wire.bytes(
          out -> {
            Wire.writeText(out, file);
            out.writeInt(first);
            out.writeInt(end);
          });
    }

    /**
     * Reads a range.
     *
     * @param in of {@link #toBytes}
     * @return the range
     * @throws IOException when it ends too early
     */
    public static Range read(DataInputStream in) throws IOException {
      return new Range(Wire.readText(in), in.readInt(), in.readInt());
    }
  }
}
