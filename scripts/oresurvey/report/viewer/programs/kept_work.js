"use strict";
/* Work kept in the browser as it is made: IndexedDB, one record for an action. */

class KeptWork {
  /** `key`: photograph, map and scale that the work belongs to. */
  constructor(database, key) {
    this.database = database;
    this.key = key;
    this.revision = 0;
    this.writing = Promise.resolve();
  }

  static open(key) {
    return new Promise((done, failed) => {
      const asked = indexedDB.open("oresurvey-corrections", 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("heads", {keyPath: "key"});
        asked.result.createObjectStore("actions");
        asked.result.createObjectStore("people");
      };
      asked.onsuccess = () => done(new KeptWork(asked.result, key));
      asked.onerror = () => failed(asked.error);
      asked.onblocked = () => failed(new Error("another window holds its store"));
    });
  }

  /** Run a transaction; what `work` returns from it. */
  run(stores, mode, work) {
    return new Promise((done, failed) => {
      const transaction = this.database.transaction(stores, mode);
      let result;
      transaction.oncomplete = () => done(result instanceof IDBRequest ? result.result : result);
      transaction.onabort = transaction.onerror = () => failed(transaction.kept ?? transaction.error ?? new Error("the store refused"));
      result = work(transaction);
    });
  }

  heads() { return this.run(["heads"], "readonly", (all) => all.objectStore("heads").getAll()); }

  by() { return this.run(["people"], "readonly", (all) => all.objectStore("people").get("by")); }

  keepBy(name) { return this.run(["people"], "readwrite", (all) => all.objectStore("people").put(name, "by")); }

  actionsOf(key) {
    return this.run(["actions"], "readonly", (all) => all.objectStore("actions").getAll(IDBKeyRange.bound([key, 0], [key, Infinity])));
  }

  /** Head and actions as they were kept. */
  async read() {
    const [heads, actions] = [await this.heads(), await this.actionsOf(this.key)];
    const head = heads.find(({key}) => key === this.key);
    this.revision = head?.revision ?? 0;
    return {head, actions: actions.slice(0, head?.all ?? 0), earlier: heads.filter(({key, held}) => key !== this.key && held && key.split("|")[0] === this.key.split("|")[0])};
  }

  /** Keep an action, or (null) only that some are taken back; after all that is on its way. */
  keep(action, about) {
    this.writing = this.writing.catch(() => {}).then(() => this.run(["heads", "actions"], "readwrite", (all) => {
      const heads = all.objectStore("heads"), asked = heads.get(this.key);
      asked.onsuccess = () => {
        if ((asked.result?.revision ?? 0) !== this.revision) {
          all.kept = new Error("another window corrects this field too");
          return all.abort();
        }
        heads.put({...about, key: this.key, revision: this.revision + 1});
        if (action) all.objectStore("actions").put(action, [this.key, about.held - 1]);
      };
    }).then(() => { this.revision++; }));
    return this.writing;
  }
}
