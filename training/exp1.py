import sys,time
from stage2 import *
from stage1 import *
rows=load('train.jsonl.gz'); docs=[prepare(r) for r in rows]
tr=[d for i,d in enumerate(docs) if i%8]; dv=[d for i,d in enumerate(docs) if i%8==0]
S=[s for d in tr for s in split(d)]
q=lambda *a,**k:None
for name,kw in {'base':dict(epochs=4,rate=.1,l2=2e-5),'drop.2':dict(epochs=6,rate=.1,l2=1e-5,dropout=.2),'drop.4':dict(epochs=8,rate=.1,l2=5e-6,dropout=.4),
   'rate.05':dict(epochs=6,rate=.05,l2=2e-5),'small batch':dict(epochs=4,rate=.05,l2=2e-5,batch_tokens=1000)}.items():
    t=time.time()
    m=train(S,7,bits=18,say=q,**kw); t=time.time()-t
    for d in dv: roles_of(m,d)
    print(name,round(t)); cue_table(dv,name)
