package org.esscher.runtime.internal.run;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.esscher.api.Batch;
import org.esscher.api.EsscherException;
import org.esscher.data.Arena;
import org.esscher.data.ArrowBytes;
import org.esscher.runtime.internal.estimate.PartitionCall;
import org.esscher.runtime.internal.estimate.PartitionResults;
import org.esscher.runtime.internal.estimate.Portion;
import org.esscher.runtime.internal.expression.Exchange;
import org.esscher.runtime.internal.wire.Wire;
import org.esscher.runtime.internal.wiring.CallContext;
import org.esscher.runtime.internal.wiring.HostServices;

/**
 * What is done on every partition in a round, as it goes over the wire.
 *
 * @param number tells pieces of work apart; the rounds of one have the same
 * @param replica the run, for its models
 * @param call what is computed
 * @param firstRows the first row of each slot, as Arrow
 * @param known the totals of earlier rounds
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PartitionTask(
    long number, byte[] replica, byte[] call, Map<String, byte[]> firstRows, List<double[]> known) {
  /** The first byte, which tells it apart from a pass over a log. */
  private static final int TAG = 0;

  byte[] toBytes() {
    return Wire.bytes(
        out -> {
          out.writeByte(TAG);
          out.writeLong(number);
          Wire.writeBytes(out, replica);
          Wire.writeBytes(out, call);
          writeSlots(out, firstRows);
          Wire.writeLots(out, known);
        });
  }

  static PartitionTask read(byte[] bytes) {
    return Wire.read(bytes, PartitionTask::read);
  }

  private static PartitionTask read(DataInputStream in) throws IOException {
    in.readByte();
    long number = in.readLong();
    byte[] replica = Wire.readBytes(in);
    byte[] call = Wire.readBytes(in);
    Map<String, byte[]> firstRows = readSlots(in);
    return new PartitionTask(number, replica, call, firstRows, Wire.readLots(in));
  }

  /**
   * One partition's rows.
   *
   * @param firstShards the number of each slot's first shard among those of the slot as a whole
   * @param batches by slot, as Arrow
   */
  record Rows(Map<String, Integer> firstShards, Map<String, byte[]> batches) {
    byte[] toBytes() {
      return Wire.bytes(
          out -> {
            writeSlots(out, batches);
            for (String slot : batches.keySet()) {
              out.writeInt(Objects.requireNonNull(firstShards.get(slot)));
            }
          });
    }

    private static Rows read(DataInputStream in) throws IOException {
      Map<String, byte[]> batches = readSlots(in);
      Map<String, Integer> firstShards = new LinkedHashMap<>();
      for (String slot : batches.keySet()) {
        firstShards.put(slot, in.readInt());
      }
      return new Rows(firstShards, batches);
    }
  }

  private static void writeSlots(DataOutputStream out, Map<String, byte[]> slots)
      throws IOException {
    out.writeInt(slots.size());
    for (Map.Entry<String, byte[]> slot : slots.entrySet()) {
      Wire.writeText(out, slot.getKey());
      Wire.writeBytes(out, slot.getValue());
    }
  }

  private static Map<String, byte[]> readSlots(DataInputStream in) throws IOException {
    Map<String, byte[]> slots = new LinkedHashMap<>();
    for (int left = in.readInt(); left > 0; left--) {
      slots.put(Wire.readText(in), Wire.readBytes(in));
    }
    return slots;
  }

  /** Computes all of it, in whichever process. */
  byte[] run(HostServices services, int partition, byte[] sent, Exchange exchange) {
    Rows rows = Wire.read(sent, Rows::read);
    try (Arena arena = services.arena().child("partition " + partition);
        Roles roles = Replica.roles(replica, services, arena)) {
      PartitionContext context =
          new PartitionContext(
              new CallContext(arena, 0, roles::model, services.components(), "run"));
      Portion portion = new Portion(exchange, batches(firstRows, arena), rows.firstShards());
      Map<String, Batch> slots = batches(rows.batches(), arena);
      try {
        return PartitionCall.read(call, context)
            .run(services.estimation(), slots, roles::model, context, portion);
      } catch (EsscherException e) {
        if (context.draws()) {
          return PartitionResults.cantDivide();
        }
        throw e;
      }
    } catch (EsscherException e) {
      throw new EsscherException(
          e.code(),
          "in partition " + partition + " of the rows (counted within it): " + e.getMessage(),
          e);
    }
  }

  private static Map<String, Batch> batches(Map<String, byte[]> slots, Arena arena) {
    Map<String, Batch> batches = new LinkedHashMap<>();
    slots.forEach(
        (slot, stream) ->
            batches.put(slot, ArrowBytes.read(Objects.requireNonNull(stream), arena)));
    return batches;
  }
}
