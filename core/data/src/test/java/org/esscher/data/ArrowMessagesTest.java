package org.esscher.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.flatbuffers.FlatBufferBuilder;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.Null;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.assertj.core.api.AbstractThrowableAssert;
import org.esscher.api.Column;
import org.esscher.api.EsscherException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** What comes from another process is held against itself. */
class ArrowMessagesTest {
  @AutoClose private final Arena arena = Arena.root("test");

  private ArrowMessages messages = fresh();

  private ArrowMessages fresh() {
    return new ArrowMessages("the server", "correct it", arena);
  }

  private static ByteBuffer schema(Field field) {
    return MessageSerializer.serializeMetadata(new Schema(List.of(field)), IpcOption.DEFAULT);
  }

  private void begin(ByteBuffer schema) throws IOException {
    messages.require(schema, InputStream.nullInputStream(), 0);
  }

  /** Looks at a batch of one column as it would be sent, after something happens to its body. */
  private void look(FieldVector vector, UnaryOperator<byte[]> accident) throws IOException {
    messages = fresh();
    begin(schema(vector.getField()));
    try (ArrowRecordBatch batch =
        new VectorUnloader(VectorSchemaRoot.of(vector)).getRecordBatch()) {
      byte[] body = new byte[Math.toIntExact(batch.computeBodyLength())];
      for (int i = 0; i < batch.getBuffers().size(); i++) {
        ArrowBuf buffer = batch.getBuffers().get(i);
        int at = Math.toIntExact(batch.getBuffersLayout().get(i).getOffset());
        buffer.getBytes(0, body, at, Math.toIntExact(buffer.readableBytes()));
      }
      messages.require(
          MessageSerializer.serializeMetadata(batch, IpcOption.DEFAULT),
          new ByteArrayInputStream(accident.apply(body)),
          body.length);
    }
  }

  /** Sets an offset; eight bytes, of what is missing, stand before the first. */
  private AbstractThrowableAssert<?, ?> assertRefused(FieldVector vector, int offset, int value) {
    long before = arena.allocatedBytes();
    AbstractThrowableAssert<?, ?> refused =
        assertThatThrownBy(
                () ->
                    look(
                        vector,
                        body -> {
                          ByteBuffer.wrap(body)
                              .order(ByteOrder.LITTLE_ENDIAN)
                              .putInt(Long.BYTES + offset * Integer.BYTES, value);
                          return body;
                        }))
            .isInstanceOf(EsscherException.class);
    assertThat(arena.allocatedBytes()).isEqualTo(before);
    return refused;
  }

  private FieldVector lists() {
    return arena.lists(new int[] {0, 2, 2, 3}, new double[] {5, 6, 7}).arrow();
  }

  @Test
  void whatIsWholePassesAndLeavesNothing() throws IOException {
    Column texts = arena.texts(List.of("a", "", "bcd"));
    long before = arena.allocatedBytes();
    look(texts.arrow(), body -> body);
    assertThat(arena.allocatedBytes()).isEqualTo(before);
  }

  @Test
  void listsThatClaimMoreThanThereIsAreRefused() {
    assertRefused(lists(), 3, Integer.MAX_VALUE)
        .hasMessageContaining("the server: its Arrow data is damaged: column ")
        .hasMessageEndingWith("claims 2147483647 elements where there are 3; correct it");
  }

  @Test
  void listsThatEndBeforeTheyBeginAreRefused() {
    assertRefused(lists(), 2, 1).hasMessageContaining("claims offset 1 after 2");
    assertRefused(lists(), 0, -1).hasMessageContaining("claims offset -1 after 0");
  }

  @Test
  void textsThatClaimMoreThanThereIsAreRefused() {
    assertRefused(arena.texts(List.of("a", "bcd")).arrow(), 2, 1 << 30)
        .hasMessageContaining("claims 1073741824 bytes of text where there are 4");
  }

  @Test
  void dictionariesAreRefused() {
    Field words =
        new Field(
            "words",
            new FieldType(true, ArrowType.Utf8.INSTANCE, new DictionaryEncoding(1, false, null)),
            null);
    assertThatThrownBy(() -> begin(schema(words)))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("the server: column 'words' is dictionary-encoded");
  }

  /** Each of forty fields is both children of the next: 2^40 fields in 3 kB. */
  @Test
  void aSchemaThatGrowsWhenItIsReadIsRefused() {
    FlatBufferBuilder builder = new FlatBufferBuilder();
    int field = 0;
    for (int depth = 0; depth < 40; depth++) {
      int children =
          org.apache.arrow.flatbuf.Field.createChildrenVector(
              builder, depth == 0 ? new int[0] : new int[] {field, field});
      Null.startNull(builder);
      int type = Null.endNull(builder);
      org.apache.arrow.flatbuf.Field.startField(builder);
      org.apache.arrow.flatbuf.Field.addTypeType(builder, Type.Null);
      org.apache.arrow.flatbuf.Field.addType(builder, type);
      org.apache.arrow.flatbuf.Field.addChildren(builder, children);
      field = org.apache.arrow.flatbuf.Field.endField(builder);
    }
    int fields = org.apache.arrow.flatbuf.Schema.createFieldsVector(builder, new int[] {field});
    org.apache.arrow.flatbuf.Schema.startSchema(builder);
    org.apache.arrow.flatbuf.Schema.addFields(builder, fields);
    int schema = org.apache.arrow.flatbuf.Schema.endSchema(builder);
    Message.finishMessageBuffer(
        builder,
        Message.createMessage(builder, MetadataVersion.V5, MessageHeader.Schema, schema, 0, 0));
    ByteBuffer message = ByteBuffer.wrap(builder.sizedByteArray());
    assertThat(message.remaining()).isLessThan(4096);
    assertThatThrownBy(() -> begin(message))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("the schema has no readable metadata; correct it");
  }

  @Test
  void onlyWhatComesNextMayCome() throws IOException {
    ByteBuffer schema = schema(Field.nullable("reward", ArrowType.Utf8.INSTANCE));
    begin(schema);
    assertThatThrownBy(() -> begin(schema))
        .isInstanceOf(EsscherException.class)
        .hasMessageContaining("the record batch is of another kind than belongs there");
  }

  @Test
  void aBodyThatBreaksOffIsTold() {
    FieldVector lists = lists();
    assertThatThrownBy(() -> look(lists, body -> Arrays.copyOf(body, body.length - 1)))
        .isInstanceOf(EOFException.class);
  }
}
