package org.esscher.spitests;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.esscher.api.Plugin;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * What the byte code of a plugin's own classes uses: members of other classes by the method that
 * uses them, static fields of its own, classes that it names.
 *
 * @param uses {@code owner.member(descriptor)} by the method that uses it
 * @param mutableStatics static fields that are not final
 * @param named classes that are named, by the class that names them first
 * @param own classes that were read
 */
record ByteCode(
    List<Use> uses, List<String> mutableStatics, Map<String, String> named, Set<String> own) {
  /** Tag of a class among a class file's constants. */
  private static final int CLASS_TAG = 7;

  /**
   * One use of a member.
   *
   * @param by class and method that uses it
   * @param member owner, name and descriptor, such as {@code java/lang/Math.random()D}
   */
  record Use(String by, String member) {}

  /**
   * Reads those classes of a location that are in the packages of the plugin and its components.
   */
  static ByteCode of(Plugin plugin, Path location) {
    Set<String> packages = new TreeSet<>();
    packages.add(packageOf(plugin.getClass().getName().replace('.', '/')));
    plugin.components().forEach(type -> packages.add(packageOf(type.getName().replace('.', '/'))));
    Map<String, byte[]> classes = ClassFiles.read(location);
    ByteCode code =
        new ByteCode(new ArrayList<>(), new ArrayList<>(), new TreeMap<>(), classes.keySet());
    classes.forEach(
        (name, bytes) -> {
          if (packages.stream().anyMatch(prefix -> packageOf(name).startsWith(prefix))) {
            code.read(name, new ClassReader(bytes));
          }
        });
    return code;
  }

  private static String packageOf(String internalName) {
    return internalName.substring(0, internalName.lastIndexOf('/') + 1);
  }

  private void read(String name, ClassReader reader) {
    reader.accept(new Members(name), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    char[] buffer = new char[reader.getMaxStringLength()];
    for (int item = 1; item < reader.getItemCount(); item++) {
      int offset = reader.getItem(item);
      // 0 is the second half of a long or double.
      if (offset > 0 && reader.readByte(offset - 1) == CLASS_TAG) {
        Type type = Type.getObjectType(reader.readUTF8(offset, buffer));
        Type element = type.getSort() == Type.ARRAY ? type.getElementType() : type;
        if (element.getSort() == Type.OBJECT) {
          named.putIfAbsent(element.getInternalName(), name);
        }
      }
    }
  }

  /** Uses of members that are not wanted. */
  List<Use> matching(Predicate<String> unwanted) {
    return uses.stream().filter(use -> unwanted.test(use.member())).toList();
  }

  /** Notes what the members of one class are and use. */
  private final class Members extends ClassVisitor {
    private final String owner;

    Members(String owner) {
      super(Opcodes.ASM9);
      this.owner = owner;
    }

    @Override
    public @Nullable FieldVisitor visitField(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        @Nullable Object value) {
      boolean mutable = (access & Opcodes.ACC_STATIC) != 0 && (access & Opcodes.ACC_FINAL) == 0;
      if (mutable && (access & Opcodes.ACC_SYNTHETIC) == 0) {
        mutableStatics.add(owner.replace('/', '.') + "." + name);
      }
      return null;
    }

    @Override
    public MethodVisitor visitMethod(
        int access,
        String name,
        String descriptor,
        @Nullable String signature,
        String @Nullable [] exceptions) {
      return new Instructions(owner.replace('/', '.') + "." + name);
    }
  }

  /** Notes what one method uses. */
  private final class Instructions extends MethodVisitor {
    private final String method;

    Instructions(String method) {
      super(Opcodes.ASM9);
      this.method = method;
    }

    private void use(String owner, String member) {
      uses.add(new Use(method, owner + "." + member));
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      use(owner, name + descriptor);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      use(owner, name);
    }

    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      for (Object argument : arguments) {
        if (argument instanceof Handle handle) {
          use(handle.getOwner(), handle.getName() + handle.getDesc());
        }
      }
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
      if (opcode == Opcodes.NEW) {
        use(Type.getObjectType(type).getInternalName(), "<new>");
      }
    }
  }
}
