package org.esscher.data;

import io.airlift.compress.Compressor;
import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdCompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.esscher.api.EsscherException;

/**
 * Packs and unpacks pages in plain Java. Parquet's own factory needs Hadoop's configuration, which
 * parses XML at start, and native libraries.
 */
final class ParquetCodecs implements CompressionCodecFactory {
  /** What pages are packed with when they are written. */
  static final CompressionCodecName WRITTEN = CompressionCodecName.ZSTD;

  /** Pages are a megabyte as a rule; what claims more than this is damaged. */
  static final int LARGEST_PAGE = 1 << 28;

  private final String file;

  ParquetCodecs(String file) {
    this.file = file;
  }

  @Override
  public BytesInputCompressor getCompressor(CompressionCodecName codec) {
    if (codec != WRITTEN) {
      throw new IllegalArgumentException("pages are written with " + WRITTEN + ", not " + codec);
    }
    Compressor zstd = new ZstdCompressor();
    return new BytesInputCompressor() {
      @Override
      public BytesInput compress(BytesInput bytes) throws IOException {
        byte[] plain = bytes(bytes);
        byte[] packed = new byte[zstd.maxCompressedLength(plain.length)];
        int length = zstd.compress(plain, 0, plain.length, packed, 0, packed.length);
        return BytesInput.from(packed, 0, length);
      }

      @Override
      public CompressionCodecName getCodecName() {
        return codec;
      }

      @Override
      public void release() {
        // It holds nothing but arrays.
      }
    };
  }

  @Override
  public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
    Unpacking unpacking = unpacking(codec);
    return new BytesInputDecompressor() {
      @Override
      public BytesInput decompress(BytesInput bytes, int size) throws IOException {
        if (size < 0 || size > LARGEST_PAGE) {
          throw EsscherException.data(
              "%s: a page claims %d bytes, and pages of up to %d are read: the file is damaged, or"
                  + " write it with smaller pages",
              file, size, LARGEST_PAGE);
        }
        return BytesInput.from(unpacking.unpack(bytes(bytes), size));
      }

      @Override
      public void decompress(ByteBuffer from, int packed, ByteBuffer to, int size)
          throws IOException {
        byte[] bytes = new byte[packed];
        from.get(bytes);
        to.put(bytes(decompress(BytesInput.from(bytes), size)));
      }

      @Override
      public void release() {
        // It holds nothing but arrays.
      }
    };
  }

  /** Bytes that are so and so many when they are unpacked. */
  @FunctionalInterface
  private interface Unpacking {
    byte[] unpack(byte[] packed, int size) throws IOException;
  }

  private Unpacking unpacking(CompressionCodecName codec) {
    return switch (codec) {
      case UNCOMPRESSED -> (packed, size) -> packed;
      case SNAPPY -> blocks(new SnappyDecompressor());
      case ZSTD -> blocks(new ZstdDecompressor());
      case LZ4_RAW -> blocks(new Lz4Decompressor());
      case GZIP -> ParquetCodecs::gunzip;
      default ->
          throw EsscherException.data(
              "%s is compressed with %s, which is not read: write it with ZSTD, SNAPPY, GZIP,"
                  + " LZ4_RAW or uncompressed",
              file, codec);
    };
  }

  private static Unpacking blocks(Decompressor decompressor) {
    return (packed, size) -> {
      byte[] plain = new byte[size];
      int length = decompressor.decompress(packed, 0, packed.length, plain, 0, size);
      requireLength(length, size);
      return plain;
    };
  }

  private static byte[] gunzip(byte[] packed, int size) throws IOException {
    try (InputStream in = new GZIPInputStream(BytesInput.from(packed).toInputStream())) {
      byte[] plain = in.readNBytes(size);
      requireLength(plain.length, size);
      return plain;
    }
  }

  private static byte[] bytes(BytesInput input) throws IOException {
    return input.toInputStream().readNBytes(Math.toIntExact(input.size()));
  }

  private static void requireLength(int found, int size) throws IOException {
    if (found != size) {
      throw new IOException("a page unpacks to " + found + " bytes instead of " + size);
    }
  }

  @Override
  public void release() {
    // Decompressors hold nothing but arrays.
  }
}
