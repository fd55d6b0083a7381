import sys,time,os
from stage2 import *
from stage1 import *
rows=load('train.jsonl.gz'); docs=[prepare(r) for r in rows]
tr=[d for i,d in enumerate(docs) if i%8]; dv=[d for i,d in enumerate(docs) if i%8==0]
q=lambda *a,**k:None
kw=dict(bits=18,epochs=5,rate=.05,l2=2e-5,batch_tokens=1000,dropout=.2,say=q)
CACHE='/tmp/h5a/s1cache.pkl'
t=time.time()
if os.path.exists(CACHE): models=pickle.load(open(CACHE,'rb'))
else:
    models=[train([s for d in tr for s in split(d)],7,**kw)]
    models+=[train([s for i,d in enumerate(tr) if i%FOLDS!=k for s in split(d)],7,**kw) for k in range(FOLDS)]
    pickle.dump(models,open(CACHE,'wb'))
for d in dv: roles_of(models[0],d)
for i,d in enumerate(tr): roles_of(models[1+i%FOLDS],d)
print('stage1',round(time.time()-t),flush=True)
cue_table(dv,'s1')
g={d.row['id']:d.row for d in dv}
def ev(name,p):
    s=score(g,p); print(name,{k:round(v[2],4) for k,v in s.items()},'cue p/r',[round(x,3) for x in s['cue'][:2]],flush=True)
for neg in (False,True):
    seqs=[s for d in tr for s in train_seqs(d,neg)]
    print('seqs',len(seqs),sum(map(len,seqs)),seqs[0].features.shape,flush=True)
    variants={'l2 2e-5 drop .2':dict(epochs=4,rate=.05,l2=2e-5,batch_tokens=3000,dropout=.2)}
    if neg: variants['l2 5e-6 drop .4']=dict(epochs=5,rate=.05,l2=5e-6,batch_tokens=3000,dropout=.4)
    for name,k2 in variants.items():
        t=time.time(); crf2=train(seqs,6,bits=18,say=q,**k2); print(name,neg,round(time.time()-t))
        np.savez('/tmp/h5a/s2_%s_%s.npz'%(neg,name.replace(' ','')),*crf2)
        ev('GOLD',{d.row['id']:{'attributions':decode(crf2,d,[c for c,_ in gold(d,False)])} for d in dv})
        for th in (0.25,0.3,0.35): ev(('s1',th),{d.row['id']:{'attributions':decode(crf2,d,pick(d,th))} for d in dv})
        if neg:
            for mix in (0.5,1):
                for th in (0.25,0.3,0.35): ev(('2nd',mix,th),{d.row['id']:{'attributions':decode(crf2,d,second(crf2,d,mix,th))} for d in dv})
