package org.esscher.runtime.internal.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.esscher.api.CalledSerially;
import org.esscher.api.ErrorCode;
import org.esscher.api.EsscherException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the calls of components that are {@link CalledSerially} apart. One lock for all of a
 * host's: with one for each, two threads could wait for each other. Thread-safe.
 */
public final class SerialCalls {
  /** Accessors of a record's fields that may hold components. */
  private static final ClassValue<List<Method>> HOLDERS =
      new ClassValue<>() {
        @Override
        protected List<Method> computeValue(Class<?> type) {
          List<Method> holders = new ArrayList<>();
          for (RecordComponent field : type.getRecordComponents()) {
            Class<?> held = field.getType();
            if (!held.isPrimitive() && !held.isEnum() && held != String.class) {
              field.getAccessor().setAccessible(true);
              holders.add(field.getAccessor());
            }
          }
          return List.copyOf(holders);
        }
      };

  private final ReentrantLock lock = new ReentrantLock();

  // Not static: hosts side by side must not see each other's work. Removed when the work is done.
  @SuppressWarnings("ThreadLocalUsage")
  private final ThreadLocal<@Nullable Work> current = new ThreadLocal<>();

  /** A piece of work of one thread. */
  private static final class Work {
    private boolean holdsLock;
  }

  /**
   * Does a piece of work on the calling thread.
   *
   * @param <T> its result's type
   * @param serial whether it is known to use a component that is called serially; else it waits for
   *     others only when {@link #uses} names one
   * @param work a step, an estimate
   * @return its result
   */
  public <T> T during(boolean serial, Supplier<T> work) {
    Work outer = current.get();
    Work own = new Work();
    current.set(own);
    try {
      if (serial) {
        hold(own);
      }
      return work.get();
    } finally {
      if (own.holdsLock) {
        lock.unlock();
      }
      if (outer == null) {
        current.remove();
      } else {
        current.set(outer);
      }
    }
  }

  private void hold(Work work) {
    lock.lock();
    work.holdsLock = true;
  }

  /**
   * Waits for what others do, and doesn't keep them from it meanwhile.
   *
   * @param <T> what is waited for
   * @param wait waits, and calls nothing that is called serially
   * @return what was waited for
   */
  public <T> T waiting(Supplier<T> wait) {
    int holds = lock.getHoldCount();
    for (int hold = 0; hold < holds; hold++) {
      lock.unlock();
    }
    try {
      return wait.get();
    } finally {
      for (int hold = 0; hold < holds; hold++) {
        lock.lock();
      }
    }
  }

  /**
   * Says what the calling thread is about to use; outside of a piece of work nothing happens.
   *
   * @param used a component, or what holds some
   */
  public void uses(@Nullable Object used) {
    Work work = current.get();
    if (work != null && !work.holdsLock && declares(used)) {
      hold(work);
    }
  }

  /**
   * Whether the calling thread's work has used a component that is called serially.
   *
   * @return true until the end of that work
   */
  public boolean held() {
    return lock.isHeldByCurrentThread();
  }

  /**
   * Whether something is to be called serially.
   *
   * @param used a component, or a collection or record that may hold some
   * @return true when it says so itself, or when one that it holds does
   */
  public static boolean declares(@Nullable Object used) {
    if (used == null) {
      return false;
    } else if (used.getClass().isAnnotationPresent(CalledSerially.class)) {
      return true;
    } else if (used instanceof Record record) {
      return HOLDERS.get(record.getClass()).stream()
          .anyMatch(field -> declares(read(record, field)));
    } else if (used instanceof Map<?, ?> map) {
      return map.values().stream().anyMatch(SerialCalls::declares);
    } else {
      return used instanceof Collection<?> items && items.stream().anyMatch(SerialCalls::declares);
    }
  }

  private static @Nullable Object read(Record record, Method accessor) {
    try {
      return accessor.invoke(record);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new EsscherException(
          ErrorCode.PLUGIN, record.getClass().getName() + "." + accessor.getName() + " fails", e);
    }
  }
}
